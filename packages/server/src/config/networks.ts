import { MAIN_NETWORKS } from './main-networks.ts';
import type { AssetSpec, NetworkSpec } from './network-spec.ts';
import { TEST_NETWORKS } from './test-networks.ts';

/** Every network that can be switched on. The devnet is made at start, by `createDevnetSpec`. */
export const NETWORKS: readonly NetworkSpec[] = [...MAIN_NETWORKS, ...TEST_NETWORKS];

/** `findNetwork('Base')`; `undefined` for a name that the catalogue does not have. Names are case-sensitive. */
export function findNetwork(name: string, networks: readonly NetworkSpec[] = NETWORKS): NetworkSpec | undefined {
  return networks.find((network) => network.name === name);
}

/** The native coin first, then the tokens. */
export function assetsOf(network: NetworkSpec): readonly AssetSpec[] {
  return [network.native, ...network.tokens];
}

/** An asset of this network by its symbol (`USDC`) or by its contract in any case (`0x8335…`); `undefined` when it has none such. */
export function findAsset(network: NetworkSpec, symbolOrContract: string): AssetSpec | undefined {
  const contract = symbolOrContract.toLowerCase();
  return assetsOf(network).find((asset) => asset.symbol === symbolOrContract || asset.contract === contract);
}

/** `Base:USDC`: how a method is named everywhere. */
export function methodId(network: NetworkSpec, asset: AssetSpec): string {
  return `${network.name}:${asset.symbol}`;
}

/** The network and asset behind `Base:USDC`; `undefined` for anything that is no method of `networks`. */
export function findMethod(
  id: string,
  networks: readonly NetworkSpec[] = NETWORKS,
): { readonly network: NetworkSpec; readonly asset: AssetSpec } | undefined {
  const [name, symbol, ...rest] = id.split(':');
  const network =
    name !== undefined && symbol !== undefined && rest.length === 0 ? findNetwork(name, networks) : undefined;
  const asset = network && assetsOf(network).find((candidate) => candidate.symbol === symbol);
  return network && asset && { network, asset };
}
