import { formatAtomic, formatMoney } from '../money/amounts.ts';
import { ceilOfFraction, type Fraction, floorOfFraction } from '../money/fraction.ts';
import type { Offer, SessionTerms } from '../session/facts.ts';

/** An amount in one asset of one network: atomic units and exact decimal text. */
export interface AssetAmount {
  readonly asset: string;
  readonly network: string;
  readonly atomic: string;
  readonly decimal: string;
}

/** An amount that can span assets. */
export interface AmountSums {
  readonly fiat: { readonly amount: string; readonly currency: string };
  /** Share of the total: decimal text with six digits. */
  readonly fraction: string;
  readonly perAsset: readonly AssetAmount[];
}

const SIX_DIGITS = 1_000_000n;

export function assetAmount(offer: Offer, atomic: bigint): AssetAmount {
  return {
    asset: offer.symbol,
    network: offer.network,
    atomic: atomic.toString(),
    decimal: formatAtomic(atomic, offer.decimals),
  };
}

/**
 * A share of the total in the total's own currency and as six decimal digits. What came is rounded down and what is
 * missing up, so that neither is ever flattered.
 */
export function amountSums(
  terms: SessionTerms,
  share: Fraction,
  rounding: 'down' | 'up',
  perAsset: readonly AssetAmount[],
): AmountSums {
  const round = rounding === 'down' ? floorOfFraction : ceilOfFraction;
  const { currency, minor } = terms.total;
  return {
    fiat: { amount: formatMoney({ minor: round(share, minor), currency }), currency },
    fraction: formatShare(round(share, SIX_DIGITS)),
    perAsset,
  };
}

function formatShare(millionths: bigint): string {
  return `${millionths / SIX_DIGITS}.${(millionths % SIX_DIGITS).toString().padStart(6, '0')}`;
}
