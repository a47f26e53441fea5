import { toPublicId } from '../../core/identity/public-id.ts';
import type { CallOptions, CallResult, TestApi } from '../../testing/test-api.ts';

/** One of the five APIs, as an attacker meets it: the same questions in each one's words. */
export interface FiveApi {
  readonly name: string;
  /** Where sessions are created; 004's names the site of whose key it is. */
  readonly create: (site: string) => string;
  readonly read: (id: string) => string;
  readonly list: string;
  /** Everything that can be done to a session, as method and path. */
  readonly acts: (id: string) => readonly (readonly ['POST' | 'PATCH', string])[];
  /** What is created, with `text` wherever a merchant's or customer's own words go. */
  readonly body: (text: string) => Readonly<Record<string, unknown>>;
  readonly headers: (key: string) => Readonly<Record<string, string>>;
  /** Fields that hold a URL. */
  readonly urls: readonly string[];
  /** The checkout page's address in an answer. */
  readonly page: string;
  /** How an error names the request. */
  readonly requestId: 'requestId' | 'request_id';
}

const URLS = { successUrl: 'https://shop.example/thanks', cancelUrl: 'https://shop.example/cart' };
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const post = (...paths: string[]) => paths.map((path) => ['POST', path] as const);

export const FIVE_APIS: readonly FiveApi[] = [
  {
    name: 'the canonical API',
    create: () => '/api/v1/checkout_sessions',
    read: (id) => `/api/v1/checkout_sessions/${id}`,
    list: '/api/v1/checkout_sessions',
    acts: (id) => post(...['cancel', 'expire', 'extend'].map((act) => `/api/v1/checkout_sessions/${id}/${act}`)),
    body: (text) => ({
      ...{ amount: { value: '10.00', currency: 'USD' }, ...URLS, description: text, metadata: { note: text } },
      lineItems: [{ name: text, quantity: 1, unitAmount: '10.00' }],
    }),
    headers: bearer,
    urls: ['successUrl', 'cancelUrl', 'returnUrl'],
    page: 'checkoutUrl',
    requestId: 'requestId',
  },
  {
    name: 'PayByToken',
    create: () => '/v1/checkout_sessions',
    read: (id) => `/v1/checkout_sessions/${id}`,
    list: '/v1/checkout_sessions',
    acts: () => [],
    body: (text) => ({
      ...{ currency: 'USD', success_url: URLS.successUrl, cancel_url: URLS.cancelUrl, description: text },
      line_items: [{ unit_amount: '10', quantity: 1, product_data: { name: text, description: text } }],
      metadata: { note: text },
    }),
    headers: (key) => bearer(key.replace(/^ck_/, 'sk_')),
    urls: ['success_url', 'cancel_url'],
    page: 'url',
    requestId: 'request_id',
  },
  {
    name: 'Radom',
    create: () => '/api/v1/payment_sessions',
    read: (id) => `/api/v1/payment_sessions/${id}`,
    list: '/api/v1/payment_sessions',
    acts: (id) => post(...['cancel', 'extend'].map((act) => `/api/v1/payment_sessions/${id}/${act}`)),
    body: (text) => ({
      ...{ total: 10, currency: 'USD', method: { network: 'Devnet', token: null }, ...URLS },
      ...{ description: text, metadata: { note: text } },
    }),
    headers: (key) => ({ authorization: key }),
    urls: ['successUrl', 'cancelUrl'],
    page: 'checkoutUrl',
    requestId: 'requestId',
  },
  {
    name: 'WeWire',
    create: () => '/api/v1/checkout',
    read: (id) => `/api/v1/checkout/sessions/${id}`,
    list: '/api/v1/checkout',
    acts: (id) => post(`/api/v1/checkout/${id}/expire`, `/api/v1/checkout/${id}/cancel`),
    body: (text) => ({
      ...{ amount: 10, currency: 'USD', ...URLS, email: 'ada@example.com', name: text, metadata: { note: text } },
      ...{ productId: text, productName: text, productDescription: text, allowedAssets: [] },
    }),
    headers: (key) => ({ 'ww-api-key': key }),
    urls: ['successUrl', 'cancelUrl'],
    page: 'checkoutUrl',
    requestId: 'requestId',
  },
  {
    name: 'payment-gateway.app',
    create: (site) => `/v1/checkouts/${site}/create`,
    read: (id) => `/v1/checkouts/${id}`,
    list: '/v1/checkouts',
    acts: (id) => [['PATCH', `/v1/checkouts/${id}`]],
    body: (text) => ({
      ...{ amount: 1000, currency: 'USD', email: 'ada@example.com', metadata: { note: text }, externalReference: text },
      ...{ returnUrl: URLS.successUrl, cancelUrl: URLS.cancelUrl, billingAddress: { firstName: text, city: text } },
      items: [{ name: text, description: text, quantity: 1, unitPrice: 1000, itemType: 'goods' }],
    }),
    headers: (key) => bearer(key.replace(/^ck_/, 'sk_')),
    urls: ['returnUrl', 'cancelUrl'],
    page: 'paymentUrl',
    requestId: 'requestId',
  },
];

type Method = 'GET' | 'POST' | 'PATCH';
type Options = Omit<CallOptions, 'key'> & { readonly key?: string };

/** Calls it as its own clients do. */
export function caller(api: TestApi, { create, headers }: FiveApi) {
  const call = (method: Method, path: string, { key = api.keys.test, ...options }: Options = {}) =>
    api.call(method, path, { ...options, key: null, headers: { ...headers(key), ...options.headers } });
  const siteOf = async (key: string) => {
    const isOwn = key !== api.keys.stranger;
    const { rows } = await api.database.pool.query('SELECT id, organization_id FROM sites');
    return toPublicId('site', rows.find((row) => (row.organization_id === api.organizationId) === isOwn).id);
  };
  return {
    call,
    create: async (body: unknown, options: Options = {}): Promise<CallResult> =>
      call('POST', create(await siteOf(options.key ?? api.keys.test)), { body, ...options }),
  };
}
