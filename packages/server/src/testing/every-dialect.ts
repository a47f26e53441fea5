import type { Dialect } from '../core/dialect.ts';
import { sessionUuidOf } from '../core/identity/session-id.ts';

interface Maker {
  readonly path: (siteId: string) => string;
  readonly body: object;
}

/** The same order through each of the five APIs: 39.99 dollars, payable in USDC among others. */
export const MAKERS: Readonly<Record<Dialect, Maker>> = {
  canonical: {
    path: () => '/api/v1/checkout_sessions',
    body: { amount: { value: '39.99', currency: 'USD' }, method: 'Devnet:USDC' },
  },
  paybytoken: {
    path: () => '/v1/checkout_sessions',
    body: {
      currency: 'USD',
      line_items: [{ unit_amount: '39.99', quantity: 1, product_data: { name: 'Tea' } }],
    },
  },
  radom: {
    path: () => '/api/v1/payment_sessions',
    body: {
      total: 39.99,
      currency: 'USD',
      method: { network: 'Devnet', token: '0x00000000000000000000000000000000000c0001' },
    },
  },
  wewire: {
    path: () => '/api/v1/checkout',
    body: {
      amount: 39.99,
      currency: 'USD',
      successUrl: 'https://shop.example/ok',
      cancelUrl: 'https://shop.example/cart',
      email: 'ada@example.com',
      name: 'Ada Lovelace',
      metadata: {},
      productId: '1',
      productName: 'Tea',
      productDescription: 'Darjeeling',
      allowedAssets: ['USDC'],
    },
  },
  paymentgateway: {
    path: (siteId) => `/v1/checkouts/${siteId}/create`,
    body: { amount: 3999, currency: 'USD' },
  },
};

interface Reader {
  readonly one: (uuid: string) => string;
  /** Newest first, of which the newest are enough. */
  readonly list: string;
}

export const READERS: Readonly<Record<Dialect, Reader>> = {
  canonical: { one: (uuid) => `/api/v1/checkout_sessions/${uuid}`, list: '/api/v1/checkout_sessions?limit=1' },
  paybytoken: { one: (uuid) => `/v1/checkout_sessions/${uuid}`, list: '/v1/checkout_sessions?limit=1' },
  radom: { one: (uuid) => `/api/v1/payment_sessions/${uuid}`, list: '/api/v1/payment_sessions?limit=1' },
  wewire: { one: (uuid) => `/api/v1/checkout/sessions/${uuid}`, list: '/api/v1/checkout?limit=1' },
  paymentgateway: { one: (uuid) => `/v1/checkouts/${uuid}`, list: '/v1/checkouts?limit=1' },
};

/** The session's UUID from whichever spelling an answer gave. */
export function uuidOfAnswer({ id }: { readonly id: string }): string {
  const uuid = sessionUuidOf(id);
  if (uuid === undefined) throw new Error(`no session's id: ${id}`);
  return uuid;
}
