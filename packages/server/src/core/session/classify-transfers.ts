import type { Instant } from '../time.ts';
import { compareInChainOrder } from './chain-order.ts';
import type { ObservedTransfer, Offer, SessionFacts, Watermarks } from './facts.ts';
import { type Timeline, timelineOf } from './timeline.ts';

/** Why a transfer does not count. All but the first three can be attached by a person. */
export type UnexpectedReason =
  | 'unlisted_token'
  | 'wrong_network'
  | 'wrong_asset'
  | 'after_cancel'
  | 'after_grace'
  | 'confirmed_late';

/** A transfer that counts towards the session, at the quote of its method. */
export interface CountedTransfer {
  readonly transfer: ObservedTransfer;
  readonly disposition: 'on_time' | 'late';
  readonly reason: null;
  readonly confirmed: boolean;
  readonly offer: Offer;
  /** When a person attached it; null when it counts by itself. */
  readonly attachedAt: Instant | null;
}

/** A transfer that is in the books and waits for a person. */
export interface UnexpectedTransfer {
  readonly transfer: ObservedTransfer;
  readonly disposition: 'unexpected';
  readonly reason: UnexpectedReason;
  readonly confirmed: boolean;
  /** The offered method it came in; null where there is no quote to count it at. */
  readonly offer: Offer | null;
}

export type ClassifiedTransfer = CountedTransfer | UnexpectedTransfer;

/** Says of every canonical transfer whether it is on time, late or unexpected; in chain order. */
export function classifyTransfers(
  facts: SessionFacts,
  watermarks: Watermarks,
  timeline: Timeline = timelineOf(facts),
): readonly ClassifiedTransfer[] {
  if (facts.transfers.length === 0) return [];
  const attachedAt = attachments(facts);
  return facts.transfers
    .toSorted(compareInChainOrder)
    .map((transfer) => classify(transfer, facts, timeline, watermarks, attachedAt.get(transfer.id) ?? null));
}

function classify(
  transfer: ObservedTransfer,
  facts: SessionFacts,
  timeline: Timeline,
  watermarks: Watermarks,
  attachedAt: Instant | null,
): ClassifiedTransfer {
  const confirmed = transfer.confirmedAt !== null;
  const offer = offerOf(transfer, facts.terms.offers);
  if (typeof offer === 'string') return { transfer, disposition: 'unexpected', reason: offer, confirmed, offer: null };
  const timing = timingOf(transfer, timeline, watermarks);
  if (timing === 'on_time' || timing === 'late') {
    return { transfer, disposition: timing, reason: null, confirmed, offer, attachedAt: null };
  }
  if (attachedAt !== null) return { transfer, disposition: 'late', reason: null, confirmed, offer, attachedAt };
  return { transfer, disposition: 'unexpected', reason: timing, confirmed, offer };
}

/** The offered method that a transfer came in: network and asset both. */
function offerOf(
  transfer: ObservedTransfer,
  offers: readonly Offer[],
): Offer | 'unlisted_token' | 'wrong_network' | 'wrong_asset' {
  if (!transfer.listed) return 'unlisted_token';
  let networkOffered = false;
  for (const offer of offers) {
    if (offer.network !== transfer.network) continue;
    if (offer.contract === transfer.contract) return offer;
    networkOffered = true;
  }
  return networkOffered ? 'wrong_asset' : 'wrong_network';
}

function timingOf(
  transfer: ObservedTransfer,
  { canceled, expiresAt, graceEndsAt }: Timeline,
  watermarks: Watermarks,
): 'on_time' | 'late' | 'after_cancel' | 'after_grace' | 'confirmed_late' {
  if (canceled) return 'after_cancel';
  if (transfer.arrivedAt <= expiresAt) return 'on_time';
  if (transfer.arrivedAt > graceEndsAt) return 'after_grace';
  // Until its network has been read past the end of grace, the confirming block may still turn out to be in time.
  const confirmedBy = transfer.confirmedAt ?? watermarks[transfer.network];
  return confirmedBy === undefined || confirmedBy <= graceEndsAt ? 'late' : 'confirmed_late';
}

function attachments(facts: SessionFacts): ReadonlyMap<string, Instant> {
  const attachedAt = new Map<string, Instant>();
  for (const act of facts.acts) {
    if (act.kind !== 'attach') continue;
    attachedAt.set(act.transferId, Math.min(act.at, attachedAt.get(act.transferId) ?? act.at));
  }
  return attachedAt;
}

/** Whether a transfer counts, on time or late. */
export function isCounted(classified: ClassifiedTransfer): classified is CountedTransfer {
  return classified.disposition !== 'unexpected';
}
