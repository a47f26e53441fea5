import { type ResourceContext, sessionResource } from '../core/resource/session-resource.ts';
import { type DerivedSession, deriveSession } from '../core/session/derive-session.ts';
import { holdsUntil } from '../core/session/holds.ts';
import type { Session } from '../core/session/session.ts';
import { changesToTell, type SessionEventType } from '../core/session/tell.ts';
import { clockNow, clockOffset } from '../core/session/test-clock.ts';
import type { Instant } from '../core/time.ts';
import { readBookedTransfers } from '../store/booked-transfers.ts';
import type { Transaction } from '../store/database.ts';
import { insertEvents } from '../store/events.ts';
import { readHeads, watermarksOf } from '../store/heads.ts';
import { readPayments, readTransfers } from '../store/session-facts.ts';
import { lockSessions, type SessionChange, type SessionKey, updateSession } from '../store/sessions.ts';
import { readTransferRefunds } from '../store/transfer-refunds.ts';
import { bookTransfers } from './book-transfers.ts';
import { eventId } from './event-id.ts';
import { promisedSubscription } from './promise-subscription.ts';
import { refreshRefunds } from './refresh-refunds.ts';
import type { Runtime } from './runtime.ts';
import { type Standing, settleRedemptions } from './settle-redemptions.ts';
import { keyOf } from './view-sessions.ts';

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

  const changes: ToldChange[] = [];
  const standings: Standing[] = [];
  for (const session of sessions) {
    const derived = deriveSession({ ...session, transfers: transfers.get(session.id) ?? [] }, watermarksOf(heads), now);
    const told = [...alsoTell, ...changesToTell(session, derived)];
    const applied = applyDerived(session, derived, told, now);
    const next = { ...applied, subscriptionId: promisedSubscription(deps, applied) };
    await updateSession(tx, keyOf(session), { ...next, searchUnlistedAt: searchUnlistedAt(session, derived) });
    const view = { session: next, derived, payments: payments.get(session.id) ?? [], heads };
    await insertEvents(tx, eventsOf(deps, view, told, now));
    const money = { booked: booked.get(session.id) ?? [], refunds: refunds.get(session.id) ?? [] };
    const alsoTold = await bookTransfers(deps, tx, next, derived, money);
    // What has come since, or was taken back, may have made a whole refund a partial one; what was refunded may count.
    if (session.refundStatus !== null || money.refunds.length > 0) await refreshRefunds(deps, tx, keyOf(session));
    changes.push({ sessionId: session.id, version: next.version, told: [...told, ...alsoTold] });
    standings.push({ session, status: next.status, graceOver: derived.graceOver });
  }
  await settleRedemptions(tx, standings, now);
  return changes;
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
  } satisfies Session & Omit<SessionChange, 'searchUnlistedAt'>;
}

/**
 * A session that ended without its money is searched once for tokens outside the catalogue, when its grace is over. Later
 * dust to its address changes neither, and starts no second search: undefined leaves what was set.
 */
function searchUnlistedAt(before: Session, derived: DerivedSession): Instant | null | undefined {
  if (before.status === derived.status && before.graceEndsAt === derived.graceEndsAt) return undefined;
  const unpaid = derived.status === 'expired' || derived.status === 'underpaid' || derived.status === 'canceled';
  return unpaid ? derived.graceEndsAt - clockOffset(before) : null;
}

/** Each told change has its own version; the last one's snapshot is the session as it now is. */
function eventsOf(
  { runtime, resource }: RederiveDeps,
  view: Parameters<typeof sessionResource>[0],
  told: readonly SessionEventType[],
  now: Instant,
) {
  const first = view.session.version - told.length + 1;
  return told.map((type, index) => {
    const session = { ...view.session, version: first + index };
    return {
      id: eventId(runtime, session.version),
      organizationId: session.organizationId,
      livemode: session.livemode,
      type,
      sessionId: session.id,
      version: session.version,
      data: sessionResource({ ...view, session }, resource),
      createdAt: now,
    };
  });
}
