import { qrSvg } from '../src/qr.ts';
import type { CheckoutView, InstructionsView, MethodView, RefundedView, TransferView } from '../src/view.ts';

const NOW = '2026-03-14T10:00:00.000Z';
const ADDRESS = '0x7Ab31C5e0F4d92B6aE8810c3D57f29A6b4E1c08D';
const USDC_BASE = '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913';
const HASH = '0x8c1f3a5b7d9e2f4060718293a4b5c6d7e8f90112233445566778899aabbccdde';
const PICTURE = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 44 44"><rect width="44" height="44" fill="#e7d8c6"/><path d="M12 16h16v10a8 8 0 0 1-16 0zM28 18h3a4 4 0 0 1 0 8h-3" fill="none" stroke="#7a4a24" stroke-width="2.5"/></svg>')}`;

/** Minutes from the moment at which every fixture was rendered. */
export function inMinutes(minutes: number): string {
  return new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
}

function method(id: string, assetName: string, networkLabel: string, amount: string, more: Partial<MethodView> = {}) {
  const [network = '', symbol = ''] = id.split(':');
  const base = { id, symbol, assetName, network, networkLabel, amount, isNative: false, chosen: false, healthy: true };
  return { ...base, ...more } satisfies MethodView;
}

export const usdcOnBase: MethodView = method('Base:USDC', 'USD Coin', 'Base', '99.00', { chosen: true });
export const etherOnEthereum: MethodView = method('Ethereum:ETH', 'Ether', 'Ethereum', '0.039613', { isNative: true });

export const methods: readonly MethodView[] = [
  usdcOnBase,
  method('Ethereum:USDC', 'USD Coin', 'Ethereum', '99.00'),
  method('Ethereum:USDT', 'Tether USD', 'Ethereum', '99.02'),
  etherOnEthereum,
  method('Arbitrum:USDC', 'USD Coin', 'Arbitrum', '99.00'),
  method('Optimism:ETH', 'Ether', 'Optimism', '0.039613', { isNative: true }),
  method('Polygon:POL', 'POL', 'Polygon', '214.5673', { isNative: true }),
  method('BNB:BNB', 'BNB', 'BNB Smart Chain', '0.158721', { isNative: true, healthy: false }),
  method('Avalanche:AVAX', 'Avalanche', 'Avalanche', '4.21875', { isNative: true }),
];

export function instructionsFor(chosen: MethodView, amount: string, amountAtomic: string): InstructionsView {
  const token = chosen.isNative ? null : USDC_BASE;
  const paymentUri = token
    ? `ethereum:${token}@8453/transfer?address=${ADDRESS}&uint256=${amountAtomic}`
    : `ethereum:${ADDRESS}@8453?value=${amountAtomic}`;
  return {
    method: { ...chosen, chosen: true },
    address: ADDRESS,
    amount,
    amountAtomic,
    rate: chosen.isNative ? '$2,499.18' : '$1.00',
    paymentUri,
    qrSvg: qrSvg(paymentUri),
    addressQrSvg: qrSvg(ADDRESS),
    requiredConfirmations: 3,
    wallet: {
      chainId: 8453,
      chainName: 'Base',
      contract: token,
      decimals: token ? 6 : 18,
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      rpcUrls: ['https://mainnet.base.org'],
      explorerUrl: 'https://basescan.org',
    },
  };
}

export function transfer(state: TransferView['state'], more: Partial<TransferView> = {}): TransferView {
  const confirmations = { seen: 0, confirming: 1, confirmed: 3, unexpected: 3 }[state];
  return {
    hash: HASH,
    explorerUrl: `https://basescan.org/tx/${HASH}`,
    amount: '99.00 USDC',
    networkLabel: 'Base',
    state,
    reason: null,
    confirmations,
    requiredConfirmations: 3,
    at: inMinutes(-1),
    ...more,
  };
}

export const takenBack: CheckoutView['takenBack'] = [
  { hash: HASH, explorerUrl: `https://basescan.org/tx/${HASH}`, amount: '99.00 USDC', networkLabel: 'Base' },
];

/** What goes back of 99 USDC, unless it is said otherwise, and has gone. */
export function refunded(more: Partial<RefundedView> = {}): RefundedView {
  const hash = `0x${'b7'.repeat(32)}`;
  return {
    amount: '99.00 USDC',
    networkLabel: 'Base',
    state: 'confirmed',
    transaction: { hash, explorerUrl: `https://basescan.org/tx/${hash}` },
    ...more,
  };
}

const urls = {
  self: '/checkout/2h9XkQ4mVb7LpTz81NcRfW',
  brandCss: null,
  events: '/checkout/2h9XkQ4mVb7LpTz81NcRfW/events',
  state: '/checkout/2h9XkQ4mVb7LpTz81NcRfW/state',
  method: '/checkout/2h9XkQ4mVb7LpTz81NcRfW/method',
  check: '/checkout/2h9XkQ4mVb7LpTz81NcRfW/check',
  restart: '/checkout/2h9XkQ4mVb7LpTz81NcRfW/restart',
  simulate: null,
};

/** A session that waits for 99 USDC on Base, fifteen minutes left. */
export const pending: CheckoutView = {
  locale: 'en-US',
  direction: 'ltr',
  merchant: {
    name: 'Northwind Coffee',
    logoUrl: null,
    accent: null,
    supportEmail: 'hello@northwind.example',
  },
  livemode: true,
  serverTime: NOW,
  session: {
    code: '2h9XkQ4mVb7LpTz81NcRfW',
    status: 'pending',
    version: 1,
    description: 'Order 1042',
    lineItems: [
      { name: 'House blend, whole bean', description: '1 kg', imageUrl: PICTURE, quantity: 2, amount: '$64.00' },
      { name: 'Ceramic dripper', description: null, imageUrl: PICTURE, quantity: 1, amount: '$29.00' },
      { name: 'Shipping', description: null, imageUrl: null, quantity: 1, amount: '$6.00' },
    ],
    total: '$99.00',
    currency: 'USD',
    createdAt: NOW,
    expiresAt: inMinutes(14.52),
    graceEndsAt: inMinutes(25),
    paidAt: null,
    successUrl: 'https://shop.example/thanks',
    cancelUrl: 'https://shop.example/cart',
    returnUrl: null,
    canRestart: false,
    restartedAs: null,
    received: null,
    remaining: null,
    overpaid: null,
  },
  methods,
  instructions: instructionsFor(usdcOnBase, '99.00', '99000000'),
  transfers: [],
  takenBack: [],
  waitingFor: [],
  urls,
  csrfToken: 'csrf-token-of-the-fixture',
  scenarios: [],
};

/** The pending session with some of it changed. */
export function view(
  session: Partial<CheckoutView['session']>,
  rest: Partial<Omit<CheckoutView, 'session'>> = {},
): CheckoutView {
  return { ...pending, ...rest, session: { ...pending.session, ...session } };
}
