import type { NetworkConfig } from '../config/network-spec.ts';
import { auditSession } from '../core/books/audit-session.ts';
import {
  type ChainReading,
  compareTransfers,
  confirmationFlaw,
  type StandingTransfer,
  type TransferComparison,
} from '../core/books/compare-transfers.ts';
import { type Difference, difference } from '../core/books/difference.ts';
import type { Instant } from '../core/time.ts';
import type { ChainCursor } from '../store/chain-cursors.ts';
import type { Transaction } from '../store/database.ts';
import { readHeads, watermarksOf } from '../store/heads.ts';
import { holdSessions } from '../store/hold-sessions.ts';
import { amendTransfer, orphanTransfers, readHeld, unconfirmTransfers } from '../store/repair-transfers.ts';
import { readSessionBooks } from '../store/session-books.ts';
import { eachOnce, type SessionKey } from '../store/sessions.ts';
import { readStandingTransfers } from '../store/standing-transfers.ts';
import type { ConfirmingBlock, FoundTransfer } from '../store/transfers.ts';
import { addLateTransfers } from './add-transfers.ts';
import { auditMovements } from './audit-movements.ts';
import type { RecordDeps } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';
import type { Runtime } from './runtime.ts';
import { isHeldAsBooked, unbookTransfers } from './unbook-transfers.ts';

export interface Repair {
  readonly network: NetworkConfig;
  readonly span: { readonly from: bigint; readonly to: bigint };
  readonly cursor: ChainCursor;
  readonly confirming: readonly ConfirmingBlock[];
  readonly reading: ChainReading<FoundTransfer>;
  /** The ids of what may be taken back or changed: as many nodes as are asked have been heard about these. */
  readonly doubted: ReadonlySet<string>;
}

export interface Repaired {
  /** What was wrong in the books. */
  readonly repaired: readonly Difference[];
  readonly changes: readonly ToldChange[];
}

/**
 * Mends the books by what was read of a span of blocks. The cursor must be held by the transaction. Null, with nothing
 * written: the books have changed since the nodes were asked.
 */
export async function repairBlocks(deps: RecordDeps, tx: Transaction, how: Repair): Promise<Repaired | null> {
  const { runtime } = deps;
  const { network, span, cursor, confirming, reading, doubted } = how;
  const { name } = network.spec;
  const owners = ownersOf(await readStandingTransfers(tx, name, span), reading.movements);
  await holdSessions(tx, owners);
  const flaws = await findFlaws(tx, how);
  if (takenBack(flaws).some(({ id }) => !doubted.has(id))) return null;
  const mended = await mend(runtime, tx, network, flaws);
  const additions = { network: name, found: reading.movements, confirming };
  const { touched } = await addLateTransfers(runtime, tx, additions, cursor.number);
  const contradicted = await findContradicted(tx, owners, runtime.now());
  const again = eachOnce([...touched, ...mended, ...contradicted.keys]);
  const changes = again.length === 0 ? [] : await deps.rederive(tx, again);
  // What a missing transfer contradicted in its session is the same fault; it is told once.
  const told = new Set(flaws.differences.map(({ sessionId }) => sessionId));
  const others = contradicted.differences.filter(({ sessionId }) => !told.has(sessionId));
  return { repaired: [...flaws.differences, ...flaws.misheld.map(describeMisheld), ...others], changes };
}

interface Flaws extends Pick<TransferComparison<FoundTransfer>, 'gone' | 'changed'> {
  readonly differences: readonly Difference[];
  /** The ledger holds them otherwise than their rows say. */
  readonly misheld: readonly StandingTransfer[];
  /** Confirmed by blocks that were not read. */
  readonly early: readonly StandingTransfer[];
}

/** What would be taken out of the books, or changed in them. */
export function takenBack({
  gone,
  changed,
}: Pick<TransferComparison<FoundTransfer>, 'gone' | 'changed'>): readonly StandingTransfer[] {
  return [...gone, ...changed.map(({ stored }) => stored)];
}

/** After the lock, so that what somebody decided while we waited is seen. */
async function findFlaws(tx: Transaction, { network, span, cursor, reading }: Repair): Promise<Flaws> {
  const { name } = network.spec;
  const standing = await readStandingTransfers(tx, name, span);
  const held = await readHeld(tx, standing);
  return {
    ...compareTransfers(reading, standing),
    differences: auditMovements(name, reading, standing, cursor.number),
    misheld: standing.filter((each) => !isHeldAsBooked(each, held.get(each.id))),
    early: standing.filter((each) => confirmationFlaw(each, cursor.number) === 'confirmed_early'),
  };
}

/** Everything but the additions. Returns whose it was and whose it is. */
async function mend(runtime: Runtime, tx: Transaction, { spec }: NetworkConfig, flaws: Flaws) {
  const { gone, changed, misheld, early } = flaws;
  const amended = changed.map(({ stored }) => stored);
  await unbookTransfers(runtime, tx, [...new Set([...misheld, ...amended])], spec.livemode);
  for (const { stored, chain } of changed) await amendTransfer(tx, stored, chain);
  await orphanTransfers(tx, gone, runtime.now());
  await unconfirmTransfers(tx, early);
  return ownersOf(
    [...misheld, ...gone, ...early, ...amended],
    changed.map(({ chain }) => chain),
  );
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
