import { readFileSync } from 'node:fs';
import { getAddress } from 'viem/utils';
import { describe, expect, it } from 'vitest';
import { networkEnvSuffix } from './env.ts';
import { assetsOf, findAsset, findMethod, findNetwork, methodId, NETWORKS } from './networks.ts';
import { createDevnetSpec } from './test-networks.ts';

const sources = ['main-networks.ts', 'test-networks.ts'].map((file) =>
  readFileSync(new URL(file, import.meta.url), 'utf8'),
);
const literals = sources.flatMap((text) => text.match(/0x[0-9a-fA-F]{40}/g) ?? []);

describe('the catalogue of networks', () => {
  it('writes every address with its EIP-55 checksum', () => {
    expect(literals.length).toBeGreaterThan(40);
    expect(literals.map((literal) => getAddress(literal.toLowerCase()))).toEqual(literals);
  });

  it('keeps every address in lower case', () => {
    const kept = NETWORKS.flatMap((network) => [
      ...network.tokens.map((token) => token.contract),
      ...Object.values(network.chainlinkFeeds),
    ]);
    expect(kept.length).toBeGreaterThan(40);
    for (const address of kept) expect(address).toMatch(/^0x[0-9a-f]{40}$/);
  });

  it('names no address twice', () => {
    expect(new Set(literals).size).toBe(literals.length);
  });

  it('has the chain ids that the networks were registered with (EIP-155)', () => {
    const ids = Object.fromEntries(NETWORKS.map((network) => [network.name, network.chainId]));
    expect(ids).toEqual({
      Ethereum: 1,
      Base: 8453,
      Arbitrum: 42161,
      Optimism: 10,
      Polygon: 137,
      BNB: 56,
      Avalanche: 43114,
      SepoliaTestnet: 11155111,
      BaseSepoliaTestnet: 84532,
      ArbitrumSepoliaTestnet: 421614,
      OptimismSepoliaTestnet: 11155420,
      PolygonTestnet: 80002,
      BNBTestnet: 97,
      AvalancheTestnet: 43113,
    });
  });

  it('offers main networks to live keys and test networks to test keys', () => {
    for (const network of NETWORKS) expect(network.livemode).toBe(!network.name.endsWith('Testnet'));
  });

  it('counts BNB Smart Chain dollars with 18 decimals and all others with 6', () => {
    for (const network of NETWORKS) {
      const decimals = network.chainId === 56 || network.chainId === 97 ? 18 : 6;
      for (const token of network.tokens)
        expect([network.name, token.symbol, token.decimals]).toEqual([network.name, token.symbol, decimals]);
    }
  });

  it('has USDC and USDT on every main network, and price feeds for all that it offers there', () => {
    for (const network of NETWORKS.filter(({ livemode }) => livemode)) {
      expect(network.tokens.map(({ symbol }) => symbol)).toEqual(expect.arrayContaining(['USDC', 'USDT']));
      const priced = Object.keys(network.chainlinkFeeds);
      expect(priced).toEqual(
        expect.arrayContaining(['EUR/USD', ...assetsOf(network).map((asset) => `${asset.pricedAs}/USD`)]),
      );
    }
  });

  it('gives every method an id of its own', () => {
    const ids = NETWORKS.flatMap((network) => assetsOf(network).map((asset) => methodId(network, asset)));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('Base:USDC');
  });
});

it('stands row by row in docs/networks.md', () => {
  const page = readFileSync(new URL('../../../../docs/networks.md', import.meta.url), 'utf8');
  for (const network of NETWORKS) {
    const coins = assetsOf(network).map(({ symbol, contract, decimals }) =>
      contract && decimals !== 6 ? `${symbol} (${decimals})` : symbol,
    );
    const suffix = networkEnvSuffix(network.name);
    const block = `${network.blockTimeMs / 1000} s`;
    expect(page).toContain(
      `| \`${network.name}\` | ${network.chainId} | \`${suffix}\` | ${coins.join(', ')} | ${block} | ${network.confirmations} |`,
    );
  }
});

describe('finding', () => {
  it('finds a method by its id', () => {
    const method = findMethod('BNB:USDT');
    expect(method?.network.chainId).toBe(56);
    expect(method?.asset.contract).toBe('0x55d398326f99059ff775485246999027b3197955');
  });

  it.each(['', 'Base', 'Base:', ':USDC', 'Base:DAI', 'base:USDC', 'Base:USDC:x', 'Atlantis:USDC'])(
    'finds no method in %j',
    (id) => {
      expect(findMethod(id)).toBeUndefined();
    },
  );

  it('finds an asset by symbol and by contract in any case', () => {
    const base = findNetwork('Base')!;
    expect(findAsset(base, 'ETH')?.contract).toBeNull();
    expect(findAsset(base, '0x833589FCD6EDB6E08F4C7C32D4F71B54BDA02913'.replace('0X', '0x'))?.symbol).toBe('USDC');
    expect(findAsset(base, '0x0000000000000000000000000000000000000000')).toBeUndefined();
  });

  it('makes the devnet around its deployed tokens', () => {
    const devnet = createDevnetSpec({
      USDC: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
      USDT: '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512',
    });
    expect(devnet.chainId).toBe(31337);
    expect(findMethod('Devnet:USDC', [devnet])?.asset.contract).toBe('0x5fbdb2315678afecb367f032d93f642f64180aa3');
  });

  it('names the environment variables of a network', () => {
    const names = ['Base', 'BNB', 'SepoliaTestnet', 'BaseSepoliaTestnet', 'BNBTestnet'];
    expect(names.map(networkEnvSuffix)).toEqual([
      'BASE',
      'BNB',
      'SEPOLIA_TESTNET',
      'BASE_SEPOLIA_TESTNET',
      'BNB_TESTNET',
    ]);
  });
});
