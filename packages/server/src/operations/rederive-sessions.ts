import type { ResourceContext } from '../core/resource/session-resource.ts';
import { type DerivedSession, deriveSession } from '../core/session/derive-session.ts';
import { holdsUntil } from '../core/session/holds.ts';
import type { Session } from '../core/session/session.ts';
import { changesToTell } from '../core/session/tell.ts';
import { clockNow, clockOffset } from '../core/session/test-clock.ts';
import type { Instant } from '../core/time.ts';
import { readBookedTransfers } from '../store/booked-transfers.ts';
import type { Transaction } from '../store/database.ts';
import { readHeads, watermarksOf } from '../store/heads.ts';
import { readPayments, readTransfers } from '../store/session-facts.ts';
import { lockSessions, type SessionKey } from '../store/sessions.ts';
import { readTransferRefunds } from '../store/transfer-refunds.ts';
import { promisedSubscription } from './promise-subscription.ts';
import type { Runtime } from './runtime.ts';
import { type Standing, settleRedemptions } from './settle-redemptions.ts';
import { keyOf } from './view-sessions.ts';
import { type Derivation, writeDerivations } from './write-derivations.ts';

export interface RederiveDeps {
  readonly runtime: Runtime;
  readonly resource: ResourceContext;
}

/** What a derivation changed. `told` lists the events that were put into the outbox. */
export interface ToldChange {
  readonly sessionId: string;
  readonly version: number;
  readonly told: readonly string[];
}

/** An event holds its whole session: what a statement carries must not grow with what a batch of blocks touches. */
const WRITTEN_AT_ONCE = 500;

/**
 * Locks the sessions, derives each from its facts as they now stand, and tells the difference from what was last told:
 * new row and events in the caller's transaction. The caller wakes `session` and `outbox` after its commit.
 */
export async function rederiveSessions(
  deps: RederiveDeps,
  tx: Transaction,
  keys: readonly SessionKey[],
  alsoTell: readonly ('session.extended' | 'session.lapsed')[] = [],
): Promise<readonly ToldChange[]> {
  const sessions = await lockSessions(tx, keys);
  const locked = sessions.map(keyOf);
  // After the lock, so that what another transaction committed while we waited is seen.
  const heads = await readHeads(tx);
  const transfers = await readTransfers(tx, locked);
  const payments = await readPayments(tx, locked);
  const booked = await readBookedTransfers(tx, locked);
  const refunds = await readTransferRefunds(tx, locked);
  const now = deps.runtime.now();

  const derivations = sessions.map((before): Derivation => {
    const derived = deriveSession({ ...before, transfers: transfers.get(before.id) ?? [] }, watermarksOf(heads), now);
    const told = [...alsoTell, ...changesToTell(before, derived)];
    const applied = applyDerived(before, derived, told, now);
    const session = { ...applied, subscriptionId: promisedSubscription(deps, applied) };
    const view = { session, derived, payments: payments.get(before.id) ?? [], heads };
    return {
      before,
      view,
      told,
      money: { booked: booked.get(before.id) ?? [], refunds: refunds.get(before.id) ?? [] },
    };
  });
  const changes: ToldChange[] = [];
  for (let from = 0; from < derivations.length; from += WRITTEN_AT_ONCE) {
    changes.push(...(await writeDerivations(deps, tx, derivations.slice(from, from + WRITTEN_AT_ONCE), now)));
  }
  await settleRedemptions(tx, derivations.map(standingOf), now);
  return changes;
}

function standingOf({ before: session, view }: Derivation): Standing {
  return { session, status: view.session.status, graceOver: view.derived.graceOver };
}

function applyDerived(session: Session, derived: DerivedSession, told: readonly string[], now: Instant) {
  // What it holds is given back by the derivation that finds its grace over.
  const nextDeadline = derived.nextDeadline ?? holdsUntil(session, derived);
  return {
    ...session,
    status: derived.status,
    version: session.version + told.length,
    toldPaid: session.toldPaid || derived.status === 'paid' || derived.status === 'paid_late',
    toldOverpaid: derived.overpaid !== null,
    expiresAt: derived.expiresAt,
    graceEndsAt: derived.graceEndsAt,
    nextDeadline: nextDeadline === null ? null : nextDeadline - clockOffset(session),
    paidAt: derived.paidAt,
    txHash: derived.txHash,
    completedAt: session.completedAt ?? derived.paidAt,
    updatedAt: clockNow(session, now),
  } satisfies Session;
}
