import type { CheckoutView, TransferView } from '../src/view.ts';
import {
  etherOnEthereum,
  inMinutes,
  instructionsFor,
  methods,
  pending,
  refunded,
  takenBack,
  transfer,
  usdcOnBase,
  view,
} from './fixtures.ts';

const over = { instructions: null } as const;
const longer = { ...etherOnEthereum, amount: '0.039613285714285715' };

const monthly = {
  price: '$99.00',
  interval: 'month',
  intervalCount: 1,
  freeDays: 0,
  payments: null,
  until: null,
  period: null,
  firstDue: null,
  renewedUntil: null,
  isRenewedDaily: false,
} as const;
const quarterly = { ...monthly, intervalCount: 3, period: 'Nov 30, 2026 – Feb 28, 2027' };

/** A checkout that waits, beside a coin that it does not ask for and that the shop has dealt with. */
const unexpectedBy = (decided: Partial<TransferView>) =>
  view({}, { transfers: [transfer('unexpected', { amount: '99 DAI', reason: 'wrong_asset', ...decided })] });

/** A view for every state that the page knows. The names are the addresses in the gallery. */
export const states: Readonly<Record<string, CheckoutView>> = {
  pending,
  'pending-test-mode': view(
    {},
    {
      livemode: false,
      urls: { ...pending.urls, simulate: '/simulate' },
      scenarios: ['exact', 'underpaid', 'overpaid', 'late', 'twice', 'wrong_token', 'reorged'],
    },
  ),
  'pending-plain': view(
    { description: null, lineItems: [], cancelUrl: null, total: '€1,249.50', expiresAt: inMinutes(0.75) },
    { methods: [usdcOnBase], merchant: { ...pending.merchant, supportEmail: null } },
  ),
  'pending-long': view(
    {
      total: 'Rp 1.649.275.000,00',
      description: 'A description that a shop has written at some length, as shops do when the field lets them',
    },
    {
      merchant: { ...pending.merchant, name: 'Österreichische Kaffeerösterei & Söhne Handelsgesellschaft m.b.H.' },
      instructions: { ...instructionsFor(longer, longer.amount, '39613285714285715') },
    },
  ),
  'pending-brand': view(
    {},
    {
      merchant: { ...pending.merchant, accent: '#ffd400', background: '#12372a' },
      urls: { ...pending.urls, brandCss: '/brand.css' },
    },
  ),
  'pending-discounted': view({
    discounted: {
      subtotal: '$99.00',
      saved: '$17.40',
      discounts: [
        { name: 'Spring sale', code: 'SPRING', percentOff: '12.5', amount: '−$12.37' },
        { name: null, code: null, percentOff: null, amount: '−$5.03' },
      ],
    },
    total: '$81.60',
  }),
  'pending-discounted-long': view({
    description: null,
    lineItems: [],
    discounted: {
      subtotal: 'Rp 1.649.275.000,00',
      saved: 'Rp 1.649.274.000,00',
      discounts: [
        {
          name: 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz und alle ihre Freunde',
          code: 'A-CODE-THAT-IS-AS-LONG-AS-ANY-CODE-CAN-BE-WITH-SIXTY-FOUR-LETTERS',
          percentOff: null,
          amount: '−Rp 1.649.274.000,00',
        },
      ],
    },
    total: 'Rp 1.000,00',
  }),
  subscription: view({ recurring: { ...monthly, payments: 6 } }),
  'subscription-until': view({ recurring: { ...monthly, until: 'Dec 31, 2026' } }),
  renewal: view({
    description: null,
    lineItems: [],
    recurring: { ...quarterly, renewedUntil: 'Dec 28', isRenewedDaily: true },
    expiresAt: inMinutes(1439.99),
    graceEndsAt: inMinutes(1500),
  }),
  'renewal-paid': view(
    { status: 'paid', recurring: quarterly, received: '99.00 USDC', paidAt: inMinutes(-0.05) },
    { ...over, transfers: [transfer('confirmed')] },
  ),
  'subscription-trial': view(
    {
      status: 'paid',
      total: '$0.00',
      recurring: { ...monthly, interval: 'year', freeDays: 14, firstDue: 'Mar 28, 2026' },
      paidAt: inMinutes(0),
    },
    { ...over, methods: [] },
  ),
  'pending-thirty-items': view({
    lineItems: Array.from({ length: 30 }, (_, i) => ({
      name: `Item ${i + 1} of an order that somebody went on and on adding things to`,
      description: i % 3 === 0 ? 'With a note' : null,
      imageUrl: null,
      quantity: i + 1,
      amount: `$${i + 1}.00`,
    })),
    discounted: {
      subtotal: '$465.00',
      saved: '$366.00',
      discounts: [{ name: 'Bulk', code: 'BULK', percentOff: null, amount: '−$366.00' }],
    },
  }),
  'pending-rtl': view({}, { direction: 'rtl' }),
  'pending-unhealthy': view(
    {},
    {
      instructions: instructionsFor({ ...usdcOnBase, healthy: false }, '99.00', '99000000'),
      waitingFor: ['Base', 'Polygon'],
    },
  ),
  choose: view({}, { instructions: null, methods: methods.map((method) => ({ ...method, chosen: false })) }),
  unavailable: view({}, { instructions: null, methods: [] }),
  seen: view({}, { transfers: [transfer('seen')] }),
  detected: view({ status: 'detected', received: '99.00 USDC' }, { ...over, transfers: [transfer('confirming')] }),
  underpaid: view(
    { status: 'underpaid', received: '60.00 USDC', remaining: '39.00 USDC' },
    {
      instructions: instructionsFor(usdcOnBase, '39.00', '39000000'),
      transfers: [transfer('confirmed', { amount: '60.00 USDC' })],
    },
  ),
  'taken-back': view({}, { takenBack }),
  'taken-back-part': view(
    { status: 'underpaid', received: '60.00 USDC', remaining: '39.00 USDC' },
    {
      instructions: instructionsFor(usdcOnBase, '39.00', '39000000'),
      transfers: [transfer('confirmed', { amount: '60.00 USDC', hash: `0x${'1d'.repeat(32)}` })],
      takenBack: takenBack.map((each) => ({ ...each, amount: '39.00 USDC' })),
    },
  ),
  'taken-back-expired': view(
    { status: 'expired', expiresAt: inMinutes(-1), graceEndsAt: inMinutes(9) },
    { ...over, takenBack },
  ),
  'taken-back-after-grace': view(
    { status: 'expired', expiresAt: inMinutes(-40), graceEndsAt: inMinutes(-30) },
    { ...over, takenBack },
  ),
  'underpaid-closed': view(
    {
      status: 'underpaid',
      received: '60.00 USDC',
      remaining: '39.00 USDC',
      expiresAt: inMinutes(-30),
      graceEndsAt: inMinutes(-20),
    },
    { ...over, transfers: [transfer('confirmed', { amount: '60.00 USDC' })] },
  ),
  'underpaid-refunding': view(
    {
      status: 'underpaid',
      received: '60.00 USDC',
      remaining: '39.00 USDC',
      expiresAt: inMinutes(-30),
      graceEndsAt: inMinutes(-20),
    },
    {
      ...over,
      transfers: [transfer('confirmed', { amount: '60.00 USDC' })],
      refunds: [refunded({ amount: '60.00 USDC', state: 'coming' })],
      isAllRefunded: true,
    },
  ),
  overpaid: view(
    { status: 'overpaid', received: '120.00 USDC', overpaid: '21.00 USDC' },
    { ...over, transfers: [transfer('confirming', { amount: '120.00 USDC', confirmations: 2 })] },
  ),
  closing: view({ expiresAt: inMinutes(-0.1) }, { waitingFor: ['Base'] }),
  'closing-read': view({ expiresAt: inMinutes(-0.1) }),
  paid: view(
    { status: 'paid', received: '99.00 USDC', paidAt: inMinutes(-0.05) },
    { ...over, transfers: [transfer('confirmed')] },
  ),
  'paid-overpaid': view(
    { status: 'paid', received: '120.00 USDC', overpaid: '21.00 USDC', paidAt: inMinutes(-60), successUrl: null },
    { ...over, transfers: [transfer('confirmed', { amount: '120.00 USDC' })] },
  ),
  'paid-accepted': view(
    { status: 'paid', received: '60.00 USDC', isAcceptedShort: true, paidAt: inMinutes(-60), successUrl: null },
    { ...over, transfers: [transfer('confirmed', { amount: '60.00 USDC' })] },
  ),
  'paid-late': view(
    { status: 'paid_late', received: '99.00 USDC', paidAt: inMinutes(-0.05) },
    { ...over, transfers: [transfer('confirmed')] },
  ),
  'paid-canceled': view(
    { status: 'paid_late', isCanceled: true, received: '99.00 USDC', paidAt: inMinutes(-0.05) },
    { ...over, transfers: [transfer('confirmed')] },
  ),
  'paid-refunding': view(
    { status: 'paid', received: '99.00 USDC', paidAt: inMinutes(-60), successUrl: null },
    {
      ...over,
      transfers: [transfer('confirmed')],
      refunds: [refunded({ amount: '12.50 USDC', state: 'awaiting_address', transaction: null })],
    },
  ),
  'paid-refunded-partly': view(
    { status: 'paid', received: '99.00 USDC', paidAt: inMinutes(-60), refundStatus: 'partial', successUrl: null },
    {
      ...over,
      transfers: [transfer('confirmed')],
      refunds: [refunded({ amount: '12.50 USDC' }), refunded({ amount: '20.00 USDC', state: 'coming' })],
    },
  ),
  'paid-refunded': view(
    { status: 'paid', received: '99.00 USDC', paidAt: inMinutes(-60), refundStatus: 'full', successUrl: null },
    { ...over, transfers: [transfer('confirmed')], refunds: [refunded()], isAllRefunded: true },
  ),
  'total-zero': view({ status: 'paid', total: '$0.00', paidAt: inMinutes(-60) }, { ...over, methods: [] }),
  expired: view({ status: 'expired', expiresAt: inMinutes(-1), graceEndsAt: inMinutes(9), canRestart: true }, over),
  'expired-late-payment': view(
    { status: 'expired', expiresAt: inMinutes(-1), graceEndsAt: inMinutes(9) },
    { ...over, transfers: [transfer('confirming')] },
  ),
  'expired-after-grace': view(
    { status: 'expired', expiresAt: inMinutes(-40), graceEndsAt: inMinutes(-30), canRestart: true },
    over,
  ),
  'expired-replaced': view(
    { status: 'expired', expiresAt: inMinutes(-40), graceEndsAt: inMinutes(-30), restartedAs: '/checkout/9XW4PT' },
    over,
  ),
  canceled: view({ status: 'canceled' }, over),
  'canceled-refunded': view(
    { status: 'canceled' },
    {
      ...over,
      transfers: [
        transfer('unexpected', {
          reason: 'after_cancel',
          explorerUrl: null,
          decision: 'refunded',
          refunds: [refunded()],
        }),
      ],
    },
  ),
  failed: view({ status: 'failed', received: '0.00 USDC' }, over),
  unexpected: view(
    {},
    {
      transfers: [transfer('unexpected', { amount: '99 DAI', reason: 'wrong_asset', explorerUrl: null })],
    },
  ),
  'unexpected-refunding': unexpectedBy({ refunds: [refunded({ amount: '40 DAI', state: 'coming' })] }),
  'unexpected-refunded': unexpectedBy({ refunds: [refunded({ amount: '99 DAI' })], decision: 'refunded' }),
  'unexpected-written-off': unexpectedBy({ decision: 'written_off' }),
};
