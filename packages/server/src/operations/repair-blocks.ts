import type { NetworkConfig } from '../config/network-spec.ts';
import { auditSession } from '../core/books/audit-session.ts';
import {
  type ChainReading,
  compareTransfers,
  confirmationFlaw,
  type StandingTransfer,
} from '../core/books/compare-transfers.ts';
import { type Difference, difference } from '../core/books/difference.ts';
import type { Instant } from '../core/time.ts';
import type { ChainCursor } from '../store/chain-cursors.ts';
import type { Transaction } from '../store/database.ts';
import { readHeads, watermarksOf } from '../store/heads.ts';
import { holdSessions } from '../store/hold-sessions.ts';
import { amendTransfer, orphanTransfers, readHeld, unconfirmTransfers } from '../store/repair-transfers.ts';
import { readSessionBooks } from '../store/session-books.ts';
import type { SessionKey } from '../store/sessions.ts';
import { readStandingTransfers } from '../store/standing-transfers.ts';
import type { ConfirmingBlock, FoundTransfer } from '../store/transfers.ts';
import { addLateTransfers } from './add-transfers.ts';
import { auditMovements } from './audit-movements.ts';
import type { RecordDeps } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';
import { isHeldAsBooked, unbookTransfers } from './unbook-transfers.ts';

export interface Repair {
  readonly network: NetworkConfig;
  readonly span: { readonly from: bigint; readonly to: bigint };
  readonly cursor: ChainCursor;
  readonly confirming: readonly ConfirmingBlock[];
  readonly reading: ChainReading<FoundTransfer>;
}

export interface Repaired {
  /** What was wrong in the books. */
  readonly repaired: readonly Difference[];
  readonly changes: readonly ToldChange[];
}

/** Mends the books by what was read of a span of blocks. The cursor must be held by the transaction. */
export async function repairBlocks(deps: RecordDeps, tx: Transaction, how: Repair): Promise<Repaired> {
  const { runtime } = deps;
  const { network, span, cursor, confirming, reading } = how;
  const { name, livemode } = network.spec;
  const standing = await readStandingTransfers(tx, name, span);
  const owners = ownersOf(standing, reading.movements);
  await holdSessions(tx, owners);
  const { gone, changed } = compareTransfers(reading, standing);
  const differences = auditMovements(name, reading, standing, cursor.number);
  const held = await readHeld(tx, standing);
  const misheld = standing.filter((each) => !isHeldAsBooked(each, held.get(each.id)));
  await unbookTransfers(runtime, tx, [...new Set([...misheld, ...changed.map(({ stored }) => stored)])], livemode);
  for (const { stored, chain } of changed) await amendTransfer(tx, stored, chain);
  await orphanTransfers(tx, gone, runtime.now());
  const early = standing.filter((each) => confirmationFlaw(each, cursor.number) === 'confirmed_early');
  await unconfirmTransfers(tx, early);
  const additions = { network: name, found: reading.movements, confirming };
  const { touched } = await addLateTransfers(runtime, tx, additions, cursor.number);
  const contradicted = await findContradicted(tx, owners, runtime.now());
  const again = [
    ...touched,
    ...ownersOf(
      [...misheld, ...gone, ...early, ...changed.map(({ stored }) => stored)],
      changed.map(({ chain }) => chain),
    ),
    ...contradicted.keys,
  ];
  const changes = again.length === 0 ? [] : await deps.rederive(tx, eachOnce(again));
  // What a missing transfer contradicted in its session is the same fault; it is told once.
  const told = new Set(differences.map(({ sessionId }) => sessionId));
  const others = contradicted.differences.filter(({ sessionId }) => !told.has(sessionId));
  return { repaired: [...differences, ...misheld.map(describeMisheld), ...others], changes };
}

/** Sessions whose facts, as they now are, say something else than their row and their books. */
async function findContradicted(tx: Transaction, owners: readonly SessionKey[], now: Instant) {
  const watermarks = watermarksOf(await readHeads(tx));
  const differences = (await readSessionBooks(tx, owners)).flatMap((book) =>
    auditSession(book, watermarks, now).map(({ kind, transferId, ...says }) => {
      const { organizationId, id: sessionId } = book.session;
      return difference(kind, { organizationId, sessionId, transferId }, says);
    }),
  );
  const keys = differences.map((each) => ({ organizationId: each.organizationId!, sessionId: each.sessionId! }));
  return { keys, differences };
}

function describeMisheld({ network, organizationId, sessionId, id, bookedAs, amountAtomic }: StandingTransfer) {
  const says = { expected: bookedAs === null ? 'nothing' : `${amountAtomic} ${bookedAs}`, found: 'something else' };
  return difference('ledger', { network, organizationId, sessionId, transferId: id }, says);
}

function ownersOf(transfers: readonly StandingTransfer[], movements: readonly SessionKey[]): readonly SessionKey[] {
  const owners = transfers.flatMap(({ organizationId, sessionId, attachedSessionId }) =>
    [sessionId, ...(attachedSessionId === null ? [] : [attachedSessionId])].map((id) => ({
      organizationId,
      sessionId: id,
    })),
  );
  return eachOnce([...owners, ...movements]);
}

function eachOnce(keys: readonly SessionKey[]): readonly SessionKey[] {
  return [...new Map(keys.map(({ organizationId, sessionId }) => [sessionId, { organizationId, sessionId }])).values()];
}
