import { encodeAbiParameters, encodeFunctionResult, parseAbi, toFunctionSelector } from 'viem';
import { describe, expect, it } from 'vitest';
import type { Hex } from '../core/hex.ts';
import { formatDecimal } from '../core/money/decimal.ts';
import { type ChainlinkNetwork, createChainlinkSource } from './chainlink.ts';
import { PriceSourceError, pairKey } from './source.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const NOW_SECONDS = BigInt(NOW / 1_000);
const FEED: Hex = '0x00000000000000000000000000000000000000f1';
const ETH = { symbol: 'ETH', currency: 'USD' };
const EUR = { symbol: 'USD', currency: 'EUR' };
const ABI = parseAbi([
  'function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)',
  'function decimals() view returns (uint8)',
  'function description() view returns (string)',
]);

interface FeedState {
  readonly answer?: bigint;
  readonly updatedAt?: bigint;
  readonly roundId?: bigint;
  readonly answeredInRound?: bigint;
  readonly description?: string;
  readonly decimals?: number;
}

/** A network whose node answers as an aggregator in this state would, encoded by viem. */
function network(name: string, pair: string, state: FeedState, calls: string[] = []): ChainlinkNetwork {
  const {
    answer = 250_012_345_678n,
    updatedAt = NOW_SECONDS,
    roundId = 7n,
    description = pair.replace('/', ' / '),
  } = state;
  const round = [roundId, answer, updatedAt, updatedAt, state.answeredInRound ?? roundId] as const;
  const results: Readonly<Record<string, Hex>> = {
    [toFunctionSelector('latestRoundData()')]: encodeFunctionResult({
      abi: ABI,
      functionName: 'latestRoundData',
      result: round,
    }),
    [toFunctionSelector('decimals()')]: encodeFunctionResult({
      abi: ABI,
      functionName: 'decimals',
      result: state.decimals ?? 8,
    }),
    [toFunctionSelector('description()')]: encodeAbiParameters([{ type: 'string' }], [description]),
  };
  return {
    network: name,
    feeds: { [pair]: FEED },
    call: async (contract, data) => {
      calls.push(`${name} ${data}`);
      const result = results[data];
      if (contract !== FEED || !result) throw new Error('execution reverted');
      return result;
    },
  };
}

function broken(name: string): ChainlinkNetwork {
  const call = () => Promise.reject(new Error('fetch failed: https://node.example/v3/key'));
  return { network: name, feeds: { 'ETH/USD': FEED }, call };
}

async function ask(networks: readonly ChainlinkNetwork[], pair = ETH, stablecoins: readonly string[] = []) {
  const source = createChainlinkSource({ now: () => NOW, networks, stablecoins: new Set(stablecoins) });
  const { observations } = await source.fetchPrices([pair]);
  return observations.map((one) => ({ pair: pairKey(one), price: formatDecimal(one.price), at: one.observedAt }));
}

describe('a Chainlink feed', () => {
  it('gives its answer at its own decimals, as of the moment it is read', async () => {
    const updatedAt = NOW_SECONDS - 1_800n;
    expect(await ask([network('Base', 'ETH/USD', { updatedAt })])).toEqual([
      { pair: 'ETH/USD', price: '2500.12345678', at: NOW },
    ]);
  });

  it('of EUR/USD gives the dollar in euros', async () => {
    expect(await ask([network('Ethereum', 'EUR/USD', { answer: 125_000_000n })], EUR)).toEqual([
      { pair: 'USD/EUR', price: '0.8', at: NOW },
    ]);
  });

  it.each<[string, FeedState]>([
    ['zero', { answer: 0n }],
    ['negative', { answer: -1n }],
    ['stale', { updatedAt: NOW_SECONDS - 4_201n }],
    ['stale', { updatedAt: 0n }],
    ['carried over from an earlier round', { roundId: 8n, answeredInRound: 7n }],
    ['the contract is not the feed ETH/USD', { description: 'BTC / USD' }],
  ])('is refused when it is %s', async (reason, state) => {
    await expect(ask([network('Base', 'ETH/USD', state)])).rejects.toThrow(`Chainlink gave no price: Base: ${reason}.`);
  });

  it('of a stablecoin may be a day old, because it is renewed daily when quiet', async () => {
    const pair = { symbol: 'USDC', currency: 'USD' };
    const dayOld = network('Base', 'USDC/USD', { answer: 99_990_000n, updatedAt: NOW_SECONDS - 86_000n });
    expect(await ask([dayOld], pair, ['USDC'])).toEqual([{ pair: 'USDC/USD', price: '0.9999', at: NOW }]);
    await expect(ask([dayOld], pair)).rejects.toThrow('stale');
  });

  it('of POL may still go by the coin’s former name', async () => {
    const polygon = network('Polygon', 'POL/USD', { answer: 50_000_000n, description: 'MATIC / USD' });
    expect(await ask([polygon], { symbol: 'POL', currency: 'USD' })).toEqual([
      { pair: 'POL/USD', price: '0.5', at: NOW },
    ]);
  });

  it('is asked for its name and decimals once', async () => {
    const calls: string[] = [];
    const source = createChainlinkSource({ now: () => NOW, networks: [network('Base', 'ETH/USD', {}, calls)] });
    await source.fetchPrices([ETH]);
    await source.fetchPrices([ETH]);
    expect(calls).toHaveLength(4);
  });

  it('of the next network answers when the first cannot', async () => {
    const [first] = await ask([broken('Ethereum'), network('Base', 'ETH/USD', { answer: 250_000_000_000n })]);
    expect(first?.price).toBe('2500');
  });

  it('keeps a node’s address, which can hold a key, out of its error', async () => {
    const error = await ask([broken('Ethereum')]).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PriceSourceError);
    expect(String(error)).toBe('PriceSourceError: Chainlink gave no price: Ethereum: the node could not be read.');
  });

  it.each(['0x', '0x00', `0x${'00'.repeat(64)}`] as const)('is refused when the node answers %s', async (data) => {
    const network: ChainlinkNetwork = { network: 'Base', feeds: { 'ETH/USD': FEED }, call: async () => data };
    await expect(ask([network])).rejects.toThrow('the contract is not the feed ETH/USD');
  });

  it('is not asked for what it has no feed for', () => {
    const source = createChainlinkSource({ now: () => NOW, networks: [network('Base', 'ETH/USD', {})] });
    expect(source.quotes(ETH)).toBe(true);
    expect(source.quotes(EUR)).toBe(false);
    expect(source.quotes({ symbol: 'constructor', currency: 'USD' })).toBe(false);
  });
});
