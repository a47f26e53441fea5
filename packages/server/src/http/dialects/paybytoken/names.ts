/** What coins and tokens are called; a symbol that is not here stands for itself. */
const COIN_NAMES: Readonly<Record<string, string>> = {
  USDC: 'USD Coin',
  USDT: 'Tether USD',
  USDT0: 'Tether USD (USDT0)',
  ETH: 'Ether',
  BNB: 'BNB',
  POL: 'POL',
  AVAX: 'Avalanche',
};

/** What people call a network, where that differs from its name in the API. */
const CHAIN_NAMES: Readonly<Record<string, string>> = {
  Arbitrum: 'Arbitrum One',
  Optimism: 'OP Mainnet',
  BNB: 'BNB Smart Chain',
  Avalanche: 'Avalanche C-Chain',
  SepoliaTestnet: 'Ethereum Sepolia',
  BaseSepoliaTestnet: 'Base Sepolia',
  ArbitrumSepoliaTestnet: 'Arbitrum Sepolia',
  OptimismSepoliaTestnet: 'OP Sepolia',
  PolygonTestnet: 'Polygon Amoy',
  BNBTestnet: 'BNB Smart Chain Testnet',
  AvalancheTestnet: 'Avalanche Fuji',
};

export const coinName = (symbol: string): string => COIN_NAMES[symbol] ?? symbol;
export const chainName = (network: string): string => CHAIN_NAMES[network] ?? network;

/** Served by this server: see `http/logos/`. */
export const coinLogoUrl = (publicUrl: string, symbol: string): string =>
  `${publicUrl}/assets/logos/${symbol.toLowerCase()}.svg`;
export const chainLogoUrl = (publicUrl: string, network: string): string =>
  `${publicUrl}/assets/logos/chains/${network.toLowerCase()}.svg`;
