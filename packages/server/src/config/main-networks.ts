import { contract, nativeCoin, usdc, usdt } from './assets.ts';
import type { NetworkSpec } from './network-spec.ts';

const ETHER = nativeCoin('ETH', 'Ether');

/*
 * Token addresses: Circle's and Tether's own lists, see assets.ts. Feeds: https://docs.chain.link/data-feeds/price-feeds/addresses.
 * Ids, explorers and block times: https://chainlist.org and the networks' own documentation.
 */
export const MAIN_NETWORKS: readonly NetworkSpec[] = [
  {
    name: 'Ethereum',
    label: 'Ethereum',
    family: 'evm',
    chainId: 1,
    livemode: true,
    native: ETHER,
    tokens: [usdc('0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'), usdt('0xdAC17F958D2ee523a2206206994597C13D831ec7')],
    blockTimeMs: 12_000,
    confirmations: 3,
    finality: { safe: 32, finalized: 64 },
    explorerUrl: 'https://etherscan.io',
    chainlinkFeeds: {
      'ETH/USD': contract('0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419'),
      'USDC/USD': contract('0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6'),
      'USDT/USD': contract('0x3E7d1eAB13ad0104d2750B8863b489D65364e32D'),
      'EUR/USD': contract('0xb49f677943BC038e9857d61E7d053CaA2C1734C1'),
    },
  },
  {
    name: 'Base',
    label: 'Base',
    family: 'evm',
    chainId: 8453,
    livemode: true,
    native: ETHER,
    tokens: [
      usdc('0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913'),
      usdt('0xfde4C96c8593536E31F229EA8f37b2ADa2699bb2', { name: 'Bridged Tether USD' }),
    ],
    blockTimeMs: 2_000,
    confirmations: 5,
    finality: { safe: 5, finalized: 384 },
    explorerUrl: 'https://basescan.org',
    chainlinkFeeds: {
      'ETH/USD': contract('0x71041dddad3595F9CEd3DcCFBe3D1F4b0a16Bb70'),
      'USDC/USD': contract('0x7e860098F58bBFC8648a4311b374B1D669a2bc6B'),
      'USDT/USD': contract('0xf19d560eB8d2ADf07BD6D13ed03e1D11215721F9'),
      'EUR/USD': contract('0xc91D87E81faB8f93699ECf7Ee9B44D11e1D53F0F'),
    },
  },
  {
    name: 'Arbitrum',
    label: 'Arbitrum One',
    family: 'evm',
    chainId: 42161,
    livemode: true,
    native: ETHER,
    tokens: [usdc('0xaf88d065e77c8cC2239327C5EDb3A432268e5831'), usdt('0xFd086bC7CD5C481DCC9C85ebE478A1C0b69FCbb9')],
    blockTimeMs: 250,
    confirmations: 20,
    finality: { safe: 20, finalized: 3072 },
    explorerUrl: 'https://arbiscan.io',
    chainlinkFeeds: {
      'ETH/USD': contract('0x639Fe6ab55C921f74e7fac1ee960C0B6293ba612'),
      'USDC/USD': contract('0x50834F3163758fcC1Df9973b6e91f0F0F0434aD3'),
      'USDT/USD': contract('0x3f3f5dF88dC9F13eac63DF89EC16ef6e7E25DdE7'),
      'EUR/USD': contract('0xA14d53bC1F1c0F31B4aA3BD109344E5009051a84'),
    },
  },
  {
    name: 'Optimism',
    label: 'OP Mainnet',
    family: 'evm',
    chainId: 10,
    livemode: true,
    native: ETHER,
    // The one network where Tether's newer token is another contract than the one that people already hold: both count.
    tokens: [
      usdc('0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85'),
      usdt('0x94b008aA00579c1307B0EF2c499aD98a8ce58e58', { name: 'Bridged Tether USD' }),
      usdt('0x01bFF41798a0BcF287b996046Ca68b395DbC1071', { symbol: 'USDT0' }),
    ],
    blockTimeMs: 2_000,
    confirmations: 5,
    finality: { safe: 5, finalized: 384 },
    explorerUrl: 'https://optimistic.etherscan.io',
    chainlinkFeeds: {
      'ETH/USD': contract('0x13e3Ee699D1909E989722E753853AE30b17e08c5'),
      'USDC/USD': contract('0x16a9FA2FDa030272Ce99B29CF780dFA30361E0f3'),
      'USDT/USD': contract('0xECef79E109e997bCA29c1c0897ec9d7b03647F5E'),
      'EUR/USD': contract('0x3626369857A10CcC6cc3A6e4f5C2f5984a519F20'),
    },
  },
  {
    name: 'Polygon',
    label: 'Polygon',
    family: 'evm',
    chainId: 137,
    livemode: true,
    native: nativeCoin('POL', 'POL'),
    tokens: [usdc('0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359'), usdt('0xc2132D05D31c914a87C6611C10748AEb04B58e8F')],
    blockTimeMs: 2_000,
    confirmations: 10,
    finality: { safe: 2, finalized: 2 },
    explorerUrl: 'https://polygonscan.com',
    chainlinkFeeds: {
      'ETH/USD': contract('0xF9680D99D6C9589e2a93a78A04A279e509205945'),
      // POL took MATIC's place one for one; the feed here still goes by the old name.
      'POL/USD': contract('0xAB594600376Ec9fD91F8e885dADF0CE036862dE0'),
      'USDC/USD': contract('0xfE4A8cc5b5B2366C1B58Bea3858e81843581b2F7'),
      'USDT/USD': contract('0x0A6513e40db6EB1b165753AD52E80663aeA50545'),
      'EUR/USD': contract('0x73366Fe0AA0Ded304479862808e02506FE556a98'),
    },
  },
  {
    name: 'BNB',
    label: 'BNB Smart Chain',
    family: 'evm',
    chainId: 56,
    livemode: true,
    native: nativeCoin('BNB', 'BNB'),
    // Binance's own representations: 18 decimals, not 6.
    tokens: [
      usdc('0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d', { decimals: 18, name: 'Binance-Peg USD Coin' }),
      usdt('0x55d398326f99059fF775485246999027B3197955', { decimals: 18, name: 'Binance-Peg BSC-USD' }),
    ],
    // BEP-619.
    blockTimeMs: 450,
    confirmations: 10,
    finality: { safe: 2, finalized: 3 },
    explorerUrl: 'https://bscscan.com',
    chainlinkFeeds: {
      'ETH/USD': contract('0x9ef1B8c0E4F7dc8bF5719Ea496883DC6401d5b2e'),
      'BNB/USD': contract('0x0567F2323251f0Aab15c8dFb1967E4e8A7D42aeE'),
      'USDC/USD': contract('0x51597f405303C4377E36123cBc172b13269EA163'),
      'USDT/USD': contract('0xB97Ad0E74fa7d920791E90258A6E2085088b4320'),
      'EUR/USD': contract('0x0bf79F617988C472DcA68ff41eFe1338955b9A80'),
    },
  },
  {
    name: 'Avalanche',
    label: 'Avalanche C-Chain',
    family: 'evm',
    chainId: 43114,
    livemode: true,
    native: nativeCoin('AVAX', 'Avalanche'),
    tokens: [usdc('0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E'), usdt('0x9702230A8Ea53601f5cD2dc00fDBc13d4dF4A8c7')],
    blockTimeMs: 1_700,
    confirmations: 3,
    finality: { safe: 1, finalized: 1 },
    explorerUrl: 'https://snowtrace.io',
    chainlinkFeeds: {
      'ETH/USD': contract('0x976B3D034E162d8bD72D6b9C989d545b839003b0'),
      'AVAX/USD': contract('0x0A77230d17318075983913bC2145DB16C7366156'),
      'USDC/USD': contract('0xF096872672F44d6EBA71458D74fe67F9a77a23B9'),
      'USDT/USD': contract('0xEBE676ee90Fe1112671f19b6B7459bC678B67e8a'),
      'EUR/USD': contract('0x192f2DBA961Bb0277520C082d6bfa87D5961333E'),
    },
  },
];
