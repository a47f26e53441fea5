import type { TransferView } from '@opentill/checkout/view';
import type { NetworkConfig } from '../../config/network-spec.ts';
import type { Hex } from '../../core/hex.ts';
import { amountText } from './amount-text.ts';
import type { PageContext } from './page-context.ts';

interface AssetAmount {
  readonly network: string;
  /** Null: the native coin. */
  readonly contract: Hex | null;
  readonly amountAtomic: bigint;
}

export const networkOf = (context: PageContext, name: string): NetworkConfig | undefined =>
  context.networks.find((network) => network.spec.name === name);

/** A transaction, where it can be looked at, and its network in words. */
export function transactionView(network: string, hash: string, context: PageContext) {
  const spec = networkOf(context, network)?.spec;
  return {
    hash,
    explorerUrl: spec?.explorerUrl ? `${spec.explorerUrl}/tx/${hash}` : null,
    networkLabel: spec?.label ?? network,
  };
}

/** `12.50 USDC`; of a token outside the catalogue nothing is known, its decimals neither: it is counted as it counts itself. */
export function assetText(
  { network, contract, amountAtomic }: AssetAmount,
  context: PageContext,
): Pick<TransferView, 'amount' | 'unknownToken'> {
  const spec = networkOf(context, network)?.spec;
  const asset = [spec?.native, ...(spec?.tokens ?? [])].find((each) => each?.contract === contract);
  if (asset) return { amount: `${amountText(amountAtomic, { ...asset, network }, context)} ${asset.symbol}` };
  return {
    amount: new Intl.NumberFormat(context.locale).format(amountAtomic),
    unknownToken: `${contract?.slice(0, 8)}…`,
  };
}
