import type { AssetSpec, NetworkConfig } from '../config/network-spec.ts';
import type { InternalTransfers } from '../core/chain/source.ts';
import type { Decimal } from '../core/money/decimal.ts';
import type { Instant } from '../core/time.ts';

/** A price, or why there is none that can be trusted. */
export type PriceLookup = (
  symbol: string,
  currency: string,
  now: Instant,
) => { readonly price: Decimal } | { readonly unavailable: string };

export interface MethodCatalogue {
  /** The networks that are switched on, in the operator's order. */
  readonly networks: readonly NetworkConfig[];
  readonly isHealthy: (network: string) => boolean;
  /** Whether native coin moved inside transactions is found by itself; `manual` where absent. */
  readonly internalTransfers?: (network: string) => InternalTransfers;
  readonly price: PriceLookup;
}

export interface Method {
  readonly id: string;
  readonly network: NetworkConfig;
  readonly asset: AssetSpec;
}

function methodId(network: string, symbol: string): string {
  return `${network}:${symbol}`;
}

/** Every method that keys of this mode can offer, native coins first on each network. */
export function methodsOf(catalogue: MethodCatalogue, livemode: boolean): readonly Method[] {
  return catalogue.networks
    .filter((network) => network.spec.livemode === livemode)
    .flatMap((network) =>
      [network.spec.native, ...network.spec.tokens].map((asset) => ({
        id: methodId(network.spec.name, asset.symbol),
        network,
        asset,
      })),
    );
}
