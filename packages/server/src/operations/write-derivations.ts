import { type SessionView, sessionResource } from '../core/resource/session-resource.ts';
import type { Session } from '../core/session/session.ts';
import type { SessionEventType } from '../core/session/tell.ts';
import { clockOffset } from '../core/session/test-clock.ts';
import type { Instant } from '../core/time.ts';
import type { Transaction } from '../store/database.ts';
import { insertEvents } from '../store/events.ts';
import { type SessionChange, updateSessions } from '../store/update-sessions.ts';
import { type BookDeps, bookTransfers } from './book-transfers.ts';
import { eventId } from './event-id.ts';
import type { SessionMoney } from './plan-books.ts';
import { refreshRefunds } from './refresh-refunds.ts';
import { keyOf } from './view-sessions.ts';

/** What a session's facts make of it. */
export interface Derivation {
  readonly before: Session;
  /** As it is now. */
  readonly view: SessionView;
  readonly told: readonly SessionEventType[];
  readonly money: Pick<SessionMoney, 'booked' | 'refunds'>;
}

/**
 * Writes what was derived: rows, events and books, in as many statements for all of these sessions as for one, because they
 * all stay locked for as long as it takes. Only a refund is looked into session by session, where there is one.
 */
export async function writeDerivations(
  deps: BookDeps,
  tx: Transaction,
  derivations: readonly Derivation[],
  now: Instant,
) {
  await updateSessions(tx, derivations.map(changeOf));
  const events = derivations.flatMap((derivation) => eventsOf(deps, derivation, now));
  await insertEvents(tx, events);
  const booked = derivations.map(({ view: { session, derived }, money }) => ({ session, derived, ...money }));
  const alsoTold = await bookTransfers(deps, tx, booked);
  for (const { before, money } of derivations) {
    // What has come since, or was taken back, may have made a whole refund a partial one; what was refunded may count.
    if (before.refundStatus !== null || money.refunds.length > 0) await refreshRefunds(deps, tx, keyOf(before));
  }
  return derivations.map(({ view: { session }, told }, index) => ({
    sessionId: session.id,
    version: session.version,
    told: [...told, ...alsoTold[index]!],
  }));
}

function changeOf({ before, view: { session, derived } }: Derivation): SessionChange {
  return { ...keyOf(session), ...session, searchUnlistedAt: searchUnlistedAt(before, derived) };
}

/**
 * A session that ended without its money is searched once for tokens outside the catalogue, when its grace is over. Later
 * dust to its address changes neither, and starts no second search: undefined leaves what was set.
 */
function searchUnlistedAt(before: Session, derived: SessionView['derived']): Instant | null | undefined {
  if (before.status === derived.status && before.graceEndsAt === derived.graceEndsAt) return undefined;
  const unpaid = derived.status === 'expired' || derived.status === 'underpaid' || derived.status === 'canceled';
  return unpaid ? derived.graceEndsAt - clockOffset(before) : null;
}

/** Each told change has its own version; the last one's snapshot is the session as it now is. */
function eventsOf({ runtime, resource }: BookDeps, { view, told }: Derivation, now: Instant) {
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
