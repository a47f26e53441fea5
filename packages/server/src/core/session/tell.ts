import type { DerivedSession } from './derive-session.ts';
import type { SessionStatus } from './facts.ts';

/** `session.<status>` for each status, and three that no status stands for. */
export type SessionEventType = `session.${SessionStatus | 'created' | 'extended' | 'lapsed'}`;

/** What the merchant was last told. */
export interface ToldSession {
  readonly status: SessionStatus;
  readonly toldOverpaid: boolean;
}

/**
 * The events that a new result calls for, in the order to send them. Of several statuses passed through only the last is
 * told; an excess is told once, when it first appears, whatever the status, and before it, so that the last event carries
 * the last status. A status that a reorg took back is told like any other.
 */
export function changesToTell(
  told: ToldSession,
  derived: Pick<DerivedSession, 'status' | 'overpaid'>,
): readonly SessionEventType[] {
  const types: SessionEventType[] = [];
  if (derived.overpaid !== null && !told.toldOverpaid && derived.status !== 'overpaid') types.push('session.overpaid');
  if (derived.status !== told.status) types.push(`session.${derived.status}`);
  return types;
}
