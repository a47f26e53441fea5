/** What a client of each API posts to make the same checkout, and the answer it gets. */
export interface DialectRequest {
  readonly name: string;
  readonly path: (siteId: string) => string;
  readonly status: string;
  readonly body: string;
}

const SUCCESS = 'https://example.com/ok';
const CANCEL = 'https://example.com/basket';
const EMAIL = 'customer@example.com';
const TEXT = 'One pot of tea, and one for a friend';

export const CANONICAL: DialectRequest = {
  name: 'canonical',
  path: () => '/api/v1/checkout_sessions',
  status: '201',
  body: JSON.stringify({
    amount: { value: '99.00', currency: 'USD' },
    description: TEXT,
    metadata: { orderId: 'order-1001' },
    customerEmail: EMAIL,
    successUrl: SUCCESS,
    cancelUrl: CANCEL,
  }),
};

export const DIALECT_REQUESTS: readonly DialectRequest[] = [
  {
    name: 'paybytoken',
    path: () => '/v1/checkout_sessions',
    status: '201',
    body: JSON.stringify({
      success_url: SUCCESS,
      cancel_url: CANCEL,
      currency: 'USD',
      line_items: [{ unit_amount: '99', quantity: 1, product_data: { name: 'Tea', description: TEXT } }],
      metadata: { orderId: 'order-1001' },
    }),
  },
  {
    name: 'radom',
    path: () => '/api/v1/payment_sessions',
    status: '201',
    body: JSON.stringify({ total: 99, currency: 'USD', method: { network: 'Devnet', token: null } }),
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
      metadata: { orderId: 'order-1001' },
      productId: '1234567890',
      productName: 'Tea',
      productDescription: TEXT,
      allowedAssets: [],
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
      items: [{ name: 'Tea', description: TEXT, quantity: 1, unitPrice: 9900, itemType: 'goods' }],
    }),
  },
];
