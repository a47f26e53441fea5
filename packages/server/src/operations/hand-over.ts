import { clockNow } from '../core/session/test-clock.ts';
import type { Transaction } from '../store/database.ts';
import { hasLimitedRedemption } from '../store/discount-redemptions.ts';
import { lockSessions, type SessionKey, setRestartedAs, setSessionActs } from '../store/sessions.ts';
import { type RederiveDeps, rederiveSessions } from './rederive-sessions.ts';
import { viewSessions } from './view-sessions.ts';
import type { SessionGuard } from './write-guarded-session.ts';

export interface HandOver {
  /** The customer's session that has run out. */
  readonly from: SessionKey;
  /** The one that is being written in its place. */
  readonly to: string;
  /** It holds something of which there is not enough for both. A limited code that it redeemed is found here. */
  readonly isLimited: boolean;
}

/**
 * The customer's session that ran out leads to the one that is being written, and gives its place to it. Where that place
 * is limited the old session is closed for good: what still comes to its address is shown as unexpected and waits for a
 * person, since the same place can be paid once only. Nothing happens to one that has a successor, or to which money has
 * come: it keeps what it holds.
 */
export async function handOver(deps: RederiveDeps, tx: Transaction, { from, to, isLimited }: HandOver): Promise<void> {
  const [session] = await lockSessions(tx, [from]);
  if (session?.status !== 'expired' || session.restartedAs !== null) return;
  const now = deps.runtime.now();
  const [view] = await viewSessions(tx, [session], now);
  const { derived } = view!;
  if (derived.status !== 'expired') return;
  if (!derived.graceOver && (isLimited || (await hasLimitedRedemption(tx, from)))) {
    if (derived.transfers.length > 0) return;
    const act = { kind: 'expire', at: clockNow(session, now), grace: 'none' } as const;
    await setSessionActs(tx, from, [...session.acts, act]);
    await rederiveSessions(deps, tx, [from]);
  }
  await setRestartedAs(tx, from, to);
}

/** The same, where no link holds the place. */
export const handOverGuard =
  (deps: RederiveDeps, hand: HandOver): SessionGuard =>
  async (tx) => {
    await handOver(deps, tx, hand);
    return undefined;
  };
