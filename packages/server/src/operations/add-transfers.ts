import { spanOf } from '../core/chain/heights.ts';
import type { Transaction } from '../store/database.ts';
import { holdSessions } from '../store/hold-sessions.ts';
import { insertPaidMethods } from '../store/payments.ts';
import { eachOnce, type SessionKey } from '../store/sessions.ts';
import {
  type ConfirmingBlock,
  confirmByKeptHeaders,
  confirmTransfers,
  type FoundTransfer,
  findSessionsToConfirm,
  insertTransfers,
} from '../store/transfers.ts';
import { limitUnlisted } from './limit-unlisted.ts';
import type { Runtime } from './runtime.ts';

export interface Additions {
  readonly network: string;
  readonly found: readonly FoundTransfer[];
  /** Blocks in the books that may confirm something: of a batch, its own; of transfers found late, theirs. */
  readonly confirming: readonly ConfirmingBlock[];
}

export interface Added {
  /** The sessions with transfers that are new or back, one entry for each transfer. */
  readonly inserted: readonly SessionKey[];
  /** All sessions for which something changed, each once. */
  readonly touched: readonly SessionKey[];
  /** How many transfers of tokens outside the catalogue found no room in the books. */
  readonly leftOut: number;
}

/**
 * Puts transfers into the books and confirms what the blocks confirm. The cursor's row must be locked by the transaction.
 * Sessions are locked before anything of theirs is written, all at once and in id order: whoever holds one and waits for
 * a row of ours would otherwise be waited for.
 */
export async function addTransfers(
  runtime: Runtime,
  tx: Transaction,
  { network, found, confirming }: Additions,
): Promise<Added> {
  const toConfirm =
    confirming.length === 0
      ? []
      : await findSessionsToConfirm(tx, network, spanOf(confirming.map(({ number }) => number)));
  if (found.length === 0 && toConfirm.length === 0) return { inserted: [], touched: [], leftOut: 0 };
  await holdSessions(tx, eachOnce([...found, ...toConfirm]));
  const { kept, leftOut } = await limitUnlisted(tx, network, found);
  const inserted = await insertTransfers(tx, network, kept, runtime.now());
  await insertPaidMethods(tx, paymentsFor(runtime, found));
  const confirmed = await confirmTransfers(tx, network, confirming);
  return { inserted, touched: eachOnce([...inserted, ...confirmed]), leftOut };
}

/**
 * As above, for transfers of blocks that the follower has passed. It stands at `upTo`, and may have passed their confirming
 * blocks too since those were looked up.
 */
export async function addLateTransfers(
  runtime: Runtime,
  tx: Transaction,
  additions: Additions,
  upTo: bigint,
): Promise<Added> {
  const added = await addTransfers(runtime, tx, additions);
  const { inserted, touched } = added;
  if (inserted.length === 0) return added;
  const { from } = spanOf(additions.found.map(({ confirmNumber }) => confirmNumber));
  const confirmed = await confirmByKeptHeaders(tx, additions.network, { from, to: upTo });
  return { ...added, touched: eachOnce([...touched, ...confirmed]) };
}

function paymentsFor(runtime: Runtime, found: readonly FoundTransfer[]) {
  return found.flatMap(({ organizationId, sessionId, method }) =>
    method === null ? [] : [{ organizationId, sessionId, method, id: runtime.newId(), createdAt: runtime.now() }],
  );
}
