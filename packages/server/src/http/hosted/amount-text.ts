import type { NetworkConfig } from '../../config/network-spec.ts';
import { formatAtomicForReading } from '../../core/money/reading.ts';

/** What an amount is of: an offer, or an asset of the catalogue on its network. */
export interface AmountOf {
  readonly network: string;
  readonly symbol: string;
  readonly decimals: number;
}

export interface AmountTextOptions {
  readonly networks: readonly NetworkConfig[];
  readonly locale: string;
}

/**
 * An amount without its symbol: exact, ungrouped, to be copied into a wallet as it stands. A stablecoin has the two decimals
 * that people expect of its currency, everywhere on the page.
 */
export function amountText(atomic: bigint, of: AmountOf, { networks, locale }: AmountTextOptions): string {
  const spec = networks.find((network) => network.spec.name === of.network)?.spec;
  const asset = [spec?.native, ...(spec?.tokens ?? [])].find((each) => each?.symbol === of.symbol);
  const minimumDecimals = asset?.peggedTo == null ? 0 : 2;
  return formatAtomicForReading(atomic, of.decimals, locale, { minimumDecimals });
}
