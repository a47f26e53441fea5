import type { Instant } from '../time.ts';
import type { ClassifiedTransfer } from './classify-transfers.ts';
import type { SessionStatus, SessionTerms, Watermarks } from './facts.ts';
import type { Timeline } from './timeline.ts';

/** The networks of the offered methods, each once, in the order of the terms. */
export function offeredNetworks(terms: SessionTerms): readonly string[] {
  return [...new Set(terms.offers.map((offer) => offer.network))];
}

/** The networks that may still show a block at or before `deadline`. One that was never read may. */
export function unreadNetworks(
  networks: readonly string[],
  deadline: Instant,
  watermarks: Watermarks,
): readonly string[] {
  // Strictly: two blocks may carry the same timestamp, and the second may not have been read.
  return networks.filter((network) => !((watermarks[network] ?? Number.NEGATIVE_INFINITY) > deadline));
}

/**
 * Whether nothing at or before `deadline` can still turn up: every offered network has been read past it.
 * Where no network is offered the server's clock decides.
 */
export function hasPassed(
  deadline: Instant,
  networks: readonly string[],
  watermarks: Watermarks,
  serverNow: Instant,
): boolean {
  if (networks.length === 0) return serverNow > deadline;
  return unreadNetworks(networks, deadline, watermarks).length === 0;
}

/** The next moment at which reading on can change the result without any new transfer; null when none can. */
export function nextDeadline(
  status: SessionStatus,
  transfers: readonly ClassifiedTransfer[],
  timeline: Timeline,
): Instant | null {
  if (status === 'pending') return timeline.expiresAt;
  return transfers.some(awaitsEndOfGrace) ? timeline.graceEndsAt : null;
}

/** A late transfer counts only as long as its confirmation can still come in time; an attached one for good. */
function awaitsEndOfGrace(classified: ClassifiedTransfer): boolean {
  return classified.disposition === 'late' && !classified.confirmed && classified.attachedAt === null;
}
