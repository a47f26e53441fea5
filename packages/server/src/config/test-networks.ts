import type { Hex } from '../core/hex.ts';
import { nativeCoin, usdc, usdt } from './assets.ts';
import type { AssetSpec, NetworkSpec } from './network-spec.ts';

const ETHER = nativeCoin('ETH', 'Ether');

/** What all test networks share: no real money, no price feeds of their own (a test coin is priced as what it stands for). */
function testNetwork(spec: Omit<NetworkSpec, 'family' | 'livemode' | 'chainlinkFeeds'>): NetworkSpec {
  return { ...spec, family: 'evm', livemode: false, chainlinkFeeds: {} };
}

/*
 * USDC is Circle's test deployment wherever there is one. Tether has none: USDT is left out, except on BNB's test network,
 * whose faucet gives both with the 18 decimals of the main network.
 */
export const TEST_NETWORKS: readonly NetworkSpec[] = [
  testNetwork({
    name: 'SepoliaTestnet',
    label: 'Ethereum Sepolia',
    chainId: 11155111,
    native: ETHER,
    tokens: [usdc('0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238')],
    blockTimeMs: 12_000,
    confirmations: 3,
    finality: { safe: 32, finalized: 64 },
    explorerUrl: 'https://sepolia.etherscan.io',
  }),
  testNetwork({
    name: 'BaseSepoliaTestnet',
    label: 'Base Sepolia',
    chainId: 84532,
    native: ETHER,
    tokens: [usdc('0x036CbD53842c5426634e7929541eC2318f3dCF7e')],
    blockTimeMs: 2_000,
    confirmations: 5,
    finality: { safe: 5, finalized: 384 },
    explorerUrl: 'https://sepolia.basescan.org',
  }),
  testNetwork({
    name: 'ArbitrumSepoliaTestnet',
    label: 'Arbitrum Sepolia',
    chainId: 421614,
    native: ETHER,
    tokens: [usdc('0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d')],
    blockTimeMs: 250,
    confirmations: 20,
    finality: { safe: 20, finalized: 3072 },
    explorerUrl: 'https://sepolia.arbiscan.io',
  }),
  testNetwork({
    name: 'OptimismSepoliaTestnet',
    label: 'OP Sepolia',
    chainId: 11155420,
    native: ETHER,
    tokens: [usdc('0x5fd84259d66Cd46123540766Be93DFE6D43130D7')],
    blockTimeMs: 2_000,
    confirmations: 5,
    finality: { safe: 5, finalized: 384 },
    explorerUrl: 'https://optimism-sepolia.blockscout.com',
  }),
  testNetwork({
    name: 'PolygonTestnet',
    label: 'Polygon Amoy',
    chainId: 80002,
    native: nativeCoin('POL', 'POL'),
    tokens: [usdc('0x41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582')],
    blockTimeMs: 2_000,
    confirmations: 10,
    finality: { safe: 2, finalized: 2 },
    explorerUrl: 'https://amoy.polygonscan.com',
  }),
  testNetwork({
    name: 'BNBTestnet',
    label: 'BNB Smart Chain Testnet',
    chainId: 97,
    native: nativeCoin('BNB', 'BNB'),
    tokens: [
      usdc('0x64544969ed7EBf5f083679233325356EbE738930', { decimals: 18, name: 'Binance-Peg USD Coin' }),
      usdt('0x337610d27c682E347C9cD60BD4b3b107C9d34dDd', { decimals: 18, name: 'Binance-Peg BSC-USD' }),
    ],
    blockTimeMs: 450,
    confirmations: 10,
    finality: { safe: 2, finalized: 3 },
    explorerUrl: 'https://testnet.bscscan.com',
  }),
  testNetwork({
    name: 'AvalancheTestnet',
    label: 'Avalanche Fuji',
    chainId: 43113,
    native: nativeCoin('AVAX', 'Avalanche'),
    tokens: [usdc('0x5425890298aed601595a70AB815c96711a31Bc65')],
    blockTimeMs: 1_700,
    confirmations: 3,
    finality: { safe: 1, finalized: 1 },
    explorerUrl: 'https://testnet.snowtrace.io',
  }),
];

export const DEVNET = 'Devnet';

/** The chain that `npm start` brings, once its tokens are deployed: `tokens` are their contracts. */
export function createDevnetSpec(tokens: { readonly USDC: Hex; readonly USDT: Hex }): NetworkSpec {
  const deployed: readonly AssetSpec[] = [
    usdc(tokens.USDC, { name: 'Test USD Coin' }),
    usdt(tokens.USDT, { name: 'Test Tether USD' }),
  ];
  return testNetwork({
    name: DEVNET,
    label: 'Devnet',
    chainId: 31337,
    native: ETHER,
    tokens: deployed,
    blockTimeMs: 1_000,
    confirmations: 3,
    finality: { safe: 32, finalized: 64 },
    explorerUrl: null,
  });
}
