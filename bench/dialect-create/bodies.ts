/** What is posted, where, and the answer that it gets. */
export interface CreateRequest {
  readonly path: (siteId: string) => string;
  readonly status: string;
  readonly body: string;
}

/**
 * A client's create in another API's words, and the very same checkout in the canonical ones: of two that differ in a
 * payment, a line item or an offered method, one would only write more than the other.
 */
export interface DialectRequest extends CreateRequest {
  readonly name: string;
  readonly canonical: CreateRequest;
}

const SUCCESS = 'https://example.com/ok';
const CANCEL = 'https://example.com/basket';
const EMAIL = 'customer@example.com';
const TEXT = 'One pot of tea, and one for a friend';

const METADATA = { orderId: 'order-1001' };
const PRICE = { value: '99.00', currency: 'USD' };
const ITEM = { name: 'Tea', description: TEXT, quantity: 1, unitAmount: '99.00' };

const canonical = (body: object): CreateRequest => ({
  path: () => '/api/v1/checkout_sessions',
  status: '201',
  body: JSON.stringify(body),
});

export const CANONICAL = canonical({
  amount: PRICE,
  description: TEXT,
  metadata: METADATA,
  customerEmail: EMAIL,
  successUrl: SUCCESS,
  cancelUrl: CANCEL,
});

/** Against itself it shows what chance alone does to a ratio. */
export const CONTROL: DialectRequest = { name: 'canonical (control)', ...CANONICAL, canonical: CANONICAL };

export const DIALECT_REQUESTS: readonly DialectRequest[] = [
  {
    name: 'paybytoken',
    path: () => '/v1/checkout_sessions',
    status: '201',
    body: JSON.stringify({
      success_url: SUCCESS,
      cancel_url: CANCEL,
      currency: 'USD',
      line_items: [{ unit_amount: '99.00', quantity: 1, product_data: { name: 'Tea', description: TEXT } }],
      metadata: METADATA,
    }),
    canonical: canonical({
      amount: { currency: 'USD' },
      lineItems: [ITEM],
      allowedMethods: ['Devnet:USDC', 'Devnet:USDT'],
      metadata: METADATA,
      successUrl: SUCCESS,
      cancelUrl: CANCEL,
    }),
  },
  {
    name: 'radom',
    path: () => '/api/v1/payment_sessions',
    status: '201',
    body: JSON.stringify({ total: 99, currency: 'USD', method: { network: 'Devnet', token: null } }),
    canonical: canonical({ amount: PRICE, allowedMethods: ['Devnet:ETH'], method: 'Devnet:ETH' }),
  },
  {
    name: 'wewire',
    path: () => '/api/v1/checkout',
    status: '200',
    body: JSON.stringify({
      amount: 99,
      currency: 'USD',
      successUrl: SUCCESS,
      cancelUrl: CANCEL,
      email: EMAIL,
      name: 'John Doe',
      metadata: METADATA,
      productId: '1234567890',
      productName: 'Tea',
      productDescription: TEXT,
      allowedAssets: [],
    }),
    canonical: canonical({
      amount: PRICE,
      lineItems: [{ ...ITEM, productId: '1234567890' }],
      customerEmail: EMAIL,
      customerDetails: { name: 'John Doe' },
      metadata: METADATA,
      successUrl: SUCCESS,
      cancelUrl: CANCEL,
    }),
  },
  {
    name: 'paymentgateway',
    path: (siteId) => `/v1/checkouts/${siteId}/create`,
    status: '200',
    body: JSON.stringify({
      amount: 9900,
      currency: 'USD',
      email: EMAIL,
      returnUrl: SUCCESS,
      cancelUrl: CANCEL,
      externalReference: 'order-1001',
      metadata: METADATA,
      items: [{ name: 'Tea', description: TEXT, quantity: 1, unitPrice: 9900, itemType: 'goods' }],
    }),
    canonical: canonical({
      amount: { currency: 'USD' },
      customerEmail: EMAIL,
      lineItems: [{ ...ITEM, taxCategory: 'goods' }],
      metadata: METADATA,
      successUrl: SUCCESS,
      cancelUrl: CANCEL,
    }),
  },
];
