import type { SessionView } from '../core/resource/session-resource.ts';
import { isCounted } from '../core/session/classify-transfers.ts';
import { offeredNetworks } from '../core/session/deadlines.ts';
import type { SessionStatus, Watermarks } from '../core/session/facts.ts';
import type { RenewalSession } from '../core/subscription/next-step.ts';
import type { AskedPeriod, Subscription } from '../core/subscription/subscription.ts';
import type { Instant } from '../core/time.ts';
import type { Queries } from '../store/database.ts';
import { watermarksOf } from '../store/heads.ts';
import { findSession } from '../store/sessions.ts';
import { viewSessions } from './view-sessions.ts';

/** After a session's deadline has passed: soon at first, for that to be in the books, then ever less often. */
const LOOK_AGAIN_MS = { least: 30_000, most: 600_000 };

/** How the newest session of an open period stands; null where it has none yet, or is paid. */
export async function readRenewalSession(
  queries: Queries,
  subscription: Subscription,
  latest: AskedPeriod | null,
  now: Instant,
): Promise<RenewalSession | null> {
  if (latest === null || latest.openedAt === null || latest.paidAt !== null) return null;
  const session = await findSession(queries, subscription, latest.sessionId);
  if (!session) return null;
  const [view] = await viewSessions(queries, [session], now - subscription.clockOffsetMs);
  const { heads } = view!;
  return {
    state: stateOf(view!),
    readTo:
      readTo(offeredNetworks(session.terms), watermarksOf(heads), now - subscription.clockOffsetMs) +
      subscription.clockOffsetMs,
    lookAgainAt: lookAgainAt(session.expiresAt, now),
  };
}

function lookAgainAt(expiresAt: Instant, now: Instant): Instant {
  if (expiresAt > now) return expiresAt + 1000;
  const { least, most } = LOOK_AGAIN_MS;
  return now + Math.min(most, Math.max(least, Math.floor((now - expiresAt) / 10)));
}

const readTo = (networks: readonly string[], watermarks: Watermarks, now: Instant): Instant =>
  Math.min(now, ...networks.map((network) => watermarks[network] ?? Number.NEGATIVE_INFINITY));

const OF_STATUS: Readonly<Record<SessionStatus, RenewalSession['state']>> = {
  pending: 'payable',
  detected: 'paying',
  underpaid: 'payable',
  overpaid: 'paying',
  paid: 'paying',
  paid_late: 'paying',
  expired: 'ran_out',
  canceled: 'withdrawn',
  failed: 'withdrawn',
};

/** As told and as derived: what has run out by the books but is not told yet is left to that. */
export function stateOf({ session, derived }: SessionView): RenewalSession['state'] {
  const state = OF_STATUS[session.status];
  if (state === 'ran_out' && derived.transfers.some(isCounted)) return 'paying';
  return state;
}
