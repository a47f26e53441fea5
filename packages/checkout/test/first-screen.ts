import type { CheckoutView, MethodView } from '../src/view.ts';
import { etherOnEthereum, instructionsFor, usdcOnBase, view } from './fixtures.ts';

/** What a phone's browser leaves of its screen, and a screen as a whole. */
export const PHONES = [
  [390, 664],
  [375, 667],
  [360, 740],
  [390, 844],
] as const;

/** The networks by the names of the catalogue, with amounts as short and as long as they come. */
const METHODS: readonly [from: MethodView, network: string, label: string, symbol: string, amount: string][] = [
  [usdcOnBase, 'Base', 'Base', 'USDC', '99.00'],
  [etherOnEthereum, 'Ethereum', 'Ethereum', 'ETH', '0.039613285714285715'],
  [usdcOnBase, 'Arbitrum', 'Arbitrum One', 'USDC', '1249.50'],
  [etherOnEthereum, 'Optimism', 'OP Mainnet', 'ETH', '0.039613'],
  [etherOnEthereum, 'Polygon', 'Polygon', 'POL', '214.5673'],
  [usdcOnBase, 'BNB', 'BNB Smart Chain', 'USDT', '1249.50'],
  [etherOnEthereum, 'Avalanche', 'Avalanche C-Chain', 'AVAX', '4.218750000000000001'],
];

/** A checkout that waits, by each of them. The names are the addresses in the gallery. */
export const byMethod: Readonly<Record<string, CheckoutView>> = Object.fromEntries(
  METHODS.map(([from, network, networkLabel, symbol, amount]) => {
    const method = { ...from, id: `${network}:${symbol}`, network, networkLabel, symbol, amount };
    return [`pending-by-${network}-${symbol}`, view({}, { instructions: instructionsFor(method, amount, '1') })];
  }),
);
