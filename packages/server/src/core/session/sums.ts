import { addFractions, type Fraction, ZERO } from '../money/fraction.ts';
import type { CountedTransfer } from './classify-transfers.ts';
import type { Offer } from './facts.ts';

/** What came in one asset of one network, in its atomic units. */
export interface AssetSum {
  readonly offer: Offer;
  readonly receivedAtomic: bigint;
  readonly confirmedAtomic: bigint;
}

/** The four sums that the rules compare, as shares of what was asked, and the same by asset. */
export interface CountedSums {
  /** N: on time, confirmed or not. */
  readonly onTime: Fraction;
  /** Nc: the confirmed part of N. */
  readonly onTimeConfirmed: Fraction;
  /** N + L: everything that counts. */
  readonly received: Fraction;
  /** Nc + Lc: the confirmed part of it. */
  readonly confirmed: Fraction;
  /** Only assets in which something counted, in the order in which they first did. */
  readonly perAsset: readonly AssetSum[];
}

interface Tally {
  onTime: bigint;
  onTimeConfirmed: bigint;
  late: bigint;
  lateConfirmed: bigint;
}

/**
 * Sums what counts. Atomic units of one asset are added first and divided once, so that the fractions grow with the
 * number of assets used, not with the number of transfers.
 */
export function sumCounted(counted: readonly CountedTransfer[]): CountedSums {
  const tallies = new Map<Offer, Tally>();
  for (const { offer, transfer, disposition, confirmed } of counted) {
    const tally = tallyFor(offer, tallies);
    const amount = transfer.amountAtomic;
    if (disposition === 'on_time') {
      tally.onTime += amount;
      if (confirmed) tally.onTimeConfirmed += amount;
    } else {
      tally.late += amount;
      if (confirmed) tally.lateConfirmed += amount;
    }
  }
  const onTime = shareOf(tallies, (tally) => tally.onTime);
  const onTimeConfirmed = shareOf(tallies, (tally) => tally.onTimeConfirmed);
  return {
    onTime,
    onTimeConfirmed,
    received: addFractions(
      onTime,
      shareOf(tallies, (tally) => tally.late),
    ),
    confirmed: addFractions(
      onTimeConfirmed,
      shareOf(tallies, (tally) => tally.lateConfirmed),
    ),
    perAsset: [...tallies].map(([offer, tally]) => ({
      offer,
      receivedAtomic: tally.onTime + tally.late,
      confirmedAtomic: tally.onTimeConfirmed + tally.lateConfirmed,
    })),
  };
}

function tallyFor(offer: Offer, tallies: Map<Offer, Tally>): Tally {
  const known = tallies.get(offer);
  if (known !== undefined) return known;
  const fresh: Tally = { onTime: 0n, onTimeConfirmed: 0n, late: 0n, lateConfirmed: 0n };
  tallies.set(offer, fresh);
  return fresh;
}

/** Σ amountAtomic / askedAtomic over the assets. */
function shareOf(tallies: ReadonlyMap<Offer, Tally>, amountOf: (tally: Tally) => bigint): Fraction {
  let share = ZERO;
  for (const [offer, tally] of tallies) {
    const amount = amountOf(tally);
    if (amount > 0n) share = addFractions(share, { numerator: amount, denominator: offer.askedAtomic });
  }
  return share;
}
