import { describe, expect, it } from 'vitest';
import { fromAtomic, toAtomic } from './amounts.ts';
import type { Method, PaymentSession, Transaction } from './gateway.ts';
import { viewMethods, viewOrder } from './order-view.ts';
import { createOrders } from './orders.ts';
import { qrSvg } from './payment-uri.ts';

const USDC: Method = {
  id: 'Base:USDC',
  network: 'Base',
  networkLabel: 'Base',
  chainId: 8453,
  token: '0x833589fcd6edb6e08f4c7c32d4f71b54bda02913',
  symbol: 'USDC',
  name: 'USD Coin',
  decimals: 6,
  requiredConfirmations: 12,
  healthy: true,
};
const ADDRESS = '0x9d0615b0fd5b3e4049cbfa85b2cb451ac0273a00';
/** The same with its EIP-55 checksum. */
const SHOWN = '0x9D0615B0fD5B3e4049cBfa85b2Cb451ac0273a00';
const SESSION: PaymentSession = {
  id: '9280fe2b-888d-4a9c-9a2d-511e6b1d512a',
  method: { network: 'Base', token: USDC.token },
  total: '39.99',
  currency: 'USD',
  sessionStatus: 'pending',
  paymentTotal: '39.99',
  paymentAddress: ADDRESS,
  transactions: [],
  canExtend: true,
  expiresAt: '2023-06-13T21:11:36.781000Z',
  metadata: null,
  version: 1,
};
const transaction = (amount: string, more: Partial<Transaction> = {}): Transaction => ({
  amount,
  status: 'pending',
  confirmations: 1,
  ...more,
});
const view = (session: Partial<PaymentSession>, method = USDC) =>
  viewOrder({ id: 'o', method, session: { ...SESSION, ...session }, knownAt: 0 }, new Date(0));

describe('what the customer sees', () => {
  it('is what to send, where, and a wallet’s link for exactly that', () => {
    expect(view({})).toMatchObject({
      state: 'waiting',
      amount: '39.99',
      address: SHOWN,
      paymentUri: `ethereum:0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913@8453/transfer?address=${SHOWN}&uint256=39990000`,
      canCancel: true,
    });
    const ether = { ...USDC, token: null, symbol: 'ETH', decimals: 18 };
    expect(view({ paymentTotal: '0.015996' }, ether).paymentUri).toBe(`ethereum:${SHOWN}@8453?value=15996000000000000`);
  });

  it('is the rest, to the last unit, once a part has come', () => {
    const transactions = [transaction('0.000001'), transaction('9.99'), transaction('100', { status: 'unexpected' })];
    expect(view({ transactions })).toMatchObject({
      state: 'partly',
      received: '9.990001',
      amount: '29.999999',
      canCancel: false,
    });
  });

  it('counts the confirmations of the youngest transaction once all has come', () => {
    const transactions = [transaction('20', { confirmations: 9 }), transaction('20', { confirmations: 2 })];
    expect(view({ transactions })).toMatchObject({ state: 'seen', amount: '0', confirmations: 2 });
  });

  it.each([
    ['success', 'paid'],
    ['expired', 'expired'],
    ['cancelled', 'canceled'],
    ['failed', 'failed'],
  ] as const)('is %s in words of its own', (sessionStatus, state) => {
    expect(view({ sessionStatus })).toMatchObject({ state, canCancel: false });
  });

  it('names no method whose network cannot be read', () => {
    const methods = [USDC, { ...USDC, id: 'Polygon:USDC', healthy: false }];
    expect(viewMethods(methods)).toEqual([{ id: 'Base:USDC', symbol: 'USDC', name: 'USD Coin', network: 'Base' }]);
  });
});

it('what is older than what is known changes nothing', () => {
  const orders = createOrders();
  const order = { id: 'o', method: USDC, session: { ...SESSION, version: 3 }, knownAt: 1 };
  orders.add(order);
  orders.know(order, { ...SESSION, version: 2, sessionStatus: 'expired' }, 2);
  expect(orders.find('o')?.session).toEqual(order.session);
  orders.know(order, { ...SESSION, version: 4, sessionStatus: 'success' }, 3);
  expect(orders.findBySession(SESSION.id)?.session.sessionStatus).toBe('success');
});

it('amounts never pass through a float', () => {
  expect(toAtomic('12345678901234567890.123456', 6)).toBe(12345678901234567890123456n);
  expect(fromAtomic(12345678901234567890123450n, 6)).toBe('12345678901234567890.12345');
  expect([fromAtomic(0n, 6), fromAtomic(5n, 0), fromAtomic(1n, 18)]).toEqual(['0', '5', '0.000000000000000001']);
});

it('a QR code is a picture of its own, dark on light', () => {
  expect(qrSvg('ethereum:0x')).toMatch(
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 (\d+) \1".+fill="#fff"/,
  );
});
