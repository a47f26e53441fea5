import type { Instant, Milliseconds } from '../time.ts';
import type { ClockAdvance, ObservedTransfer, SessionFacts, Watermarks } from './facts.ts';

/** Whatever lives by a test clock; by the server's where `clock` is empty. */
export interface Clocked {
  readonly clock: readonly ClockAdvance[];
}

/** How far its clock is ahead now. */
export function clockOffset({ clock }: Clocked): Milliseconds {
  return clock.at(-1)?.offsetMs ?? 0;
}

/** The moment by which it is judged, from the server's. */
export function clockNow(of: Clocked, serverNow: Instant): Instant {
  return serverNow + clockOffset(of);
}

/** When it was created by the server's clock, and so by the chains': where to begin to look for its transfers. */
export function startedAt(of: Clocked & { readonly createdAt: Instant }): Instant {
  return of.createdAt - (of.clock[0]?.offsetMs ?? 0);
}

/** The history of a clock that is `offsetMs` ahead when something is attached to it. */
export function clockFrom(offsetMs: Milliseconds): readonly ClockAdvance[] {
  return [{ since: 0, offsetMs, watermarks: {} }];
}

/**
 * Facts and watermarks in the clock's time, in which they are then judged like any others. What had been read of a chain
 * when the clock was moved keeps its moment; every later block comes that much later. How far a chain was read is part of
 * the fact, not when the server looked: the same blocks give the same moments, found late or found again after a reorg.
 */
export function inClockTime(
  facts: SessionFacts,
  watermarks: Watermarks,
  serverNow: Instant,
): { readonly facts: SessionFacts; readonly watermarks: Watermarks; readonly now: Instant } {
  const { clock } = facts;
  if (clock.length === 0) return { facts, watermarks, now: serverNow };
  const offsetMs = clockOffset(facts);
  return {
    facts: { ...facts, transfers: facts.transfers.map((transfer) => shifted(transfer, clock)) },
    watermarks: Object.fromEntries(Object.entries(watermarks).map(([network, readTo]) => [network, readTo + offsetMs])),
    now: serverNow + offsetMs,
  };
}

function shifted(transfer: ObservedTransfer, clock: readonly ClockAdvance[]): ObservedTransfer {
  const { network, arrivedAt, confirmedAt } = transfer;
  const inTime = (blockTime: Instant) => blockTime + offsetAt(clock, network, blockTime);
  return { ...transfer, arrivedAt: inTime(arrivedAt), confirmedAt: confirmedAt === null ? null : inTime(confirmedAt) };
}

/** Of the newest advance that came before the block was read. */
function offsetAt(clock: readonly ClockAdvance[], network: string, blockTime: Instant): Milliseconds {
  const advance = clock.findLast(({ watermarks, since }) => blockTime > (watermarks[network] ?? since));
  return advance?.offsetMs ?? 0;
}
