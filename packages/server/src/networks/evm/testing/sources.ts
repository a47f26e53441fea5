import { createDevnetSpec } from '../../../config/test-networks.ts';
import type { Hex } from '../../../core/hex.ts';
import { createEvmSource, type EvmSource, type EvmSourceOptions } from '../source.ts';

const NOBODY: Hex = '0x0000000000000000000000000000000000000000';

export type TestSourceOptions = Partial<Omit<EvmSourceOptions, 'network'>> & {
  readonly urls: readonly string[];
  readonly wsUrl?: string;
  readonly confirmations?: number;
  readonly chainId?: number;
  readonly blockTimeMs?: number;
  readonly readsTraces?: boolean;
};

/** A source of the devnet's kind on the given nodes. */
export function makeSource({
  urls,
  wsUrl,
  confirmations = 3,
  chainId = 31337,
  blockTimeMs = 1_000,
  readsTraces = false,
  ...rest
}: TestSourceOptions): EvmSource {
  const spec = { ...createDevnetSpec({ USDC: NOBODY, USDT: NOBODY }), chainId, blockTimeMs };
  return createEvmSource({
    network: { spec, rpcUrls: urls, wsUrl: wsUrl ?? null, confirmations, readsTraces },
    watchedTokens: [],
    now: Date.now,
    ...rest,
  });
}

/** A made-up address: the same byte twenty times. */
export function addressOf(byte: number): Hex {
  return `0x${byte.toString(16).padStart(2, '0').repeat(20)}`;
}
