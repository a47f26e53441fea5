import type { Hex } from '../hex.ts';
import { addFractions, type Fraction, reaches, ZERO } from '../money/fraction.ts';
import type { Instant } from '../time.ts';
import type { CountedTransfer } from './classify-transfers.ts';
import type { NeedStep } from './need.ts';

/**
 * When the confirmed transfers reached what was needed, in chain time: the confirming block of the transfer that did.
 * What a person attached counts from that act, and a share that a person accepted is enough from then on.
 * Null while they have not.
 */
export function reachedAt(confirmed: readonly CountedTransfer[], steps: readonly NeedStep[]): Instant | null {
  const settled = confirmed
    .map((counted) => ({ at: settledAt(counted), share: shareOf(counted) }))
    .toSorted((a, b) => a.at - b.at);
  let earliest: Instant | null = null;
  for (const step of steps) {
    const reached = reachedShareAt(settled, step.share);
    if (reached === null) continue;
    const at = Math.max(reached, step.since);
    earliest = earliest === null ? at : Math.min(earliest, at);
  }
  return earliest;
}

/**
 * The transaction that a session shows: of the counted transfers, in chain order, the one with which the needed share
 * was reached; until then the latest. Null when none counts.
 */
export function decisiveTxHash(countedInChainOrder: readonly CountedTransfer[], needed: Fraction): Hex | null {
  let sum = ZERO;
  for (const counted of countedInChainOrder) {
    sum = addFractions(sum, shareOf(counted));
    if (reaches(sum, needed)) return counted.transfer.txHash;
  }
  return countedInChainOrder.at(-1)?.transfer.txHash ?? null;
}

function reachedShareAt(settled: readonly { at: Instant; share: Fraction }[], needed: Fraction): Instant | null {
  let sum = ZERO;
  for (const { at, share } of settled) {
    sum = addFractions(sum, share);
    if (reaches(sum, needed)) return at;
  }
  return null;
}

function settledAt({ transfer, attachedAt }: CountedTransfer): Instant {
  return Math.max(transfer.confirmedAt ?? Number.POSITIVE_INFINITY, attachedAt ?? Number.NEGATIVE_INFINITY);
}

function shareOf({ transfer, offer }: CountedTransfer): Fraction {
  return { numerator: transfer.amountAtomic, denominator: offer.askedAtomic };
}
