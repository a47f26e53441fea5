import type { Hex } from '../core/hex.ts';
import type { AssetSpec } from './network-spec.ts';

/**
 * A contract's address, written in this catalogue with its EIP-55 checksum so that a mistyped digit fails the test of this
 * folder, and kept in lower case as everywhere inside.
 */
export function contract(checksummed: Hex): Hex {
  return checksummed.toLowerCase() as Hex;
}

/** Chain coins have 18 decimals on every EVM network. */
export function nativeCoin(symbol: string, name: string): AssetSpec {
  return { symbol, name, contract: null, decimals: 18, pricedAs: symbol, peggedTo: null };
}

/** USDC. Circle's own deployments have 6 decimals: https://developers.circle.com/stablecoins/usdc-contract-addresses */
export function usdc(checksummed: Hex, { decimals = 6, name = 'USD Coin' } = {}): AssetSpec {
  return { symbol: 'USDC', name, contract: contract(checksummed), decimals, pricedAs: 'USDC', peggedTo: 'USD' };
}

/** USDT. Tether's own deployments have 6 decimals: https://tether.to/en/supported-protocols */
export function usdt(checksummed: Hex, { decimals = 6, name = 'Tether USD', symbol = 'USDT' } = {}): AssetSpec {
  return { symbol, name, contract: contract(checksummed), decimals, pricedAs: 'USDT', peggedTo: 'USD' };
}
