import type { TestApi } from '../test-api.ts';
import { CATALOGUE_REQUESTS } from './catalogue-requests.ts';
import type { DocumentedRequest, Remembered } from './documented-request.ts';
import { GATEWAY_REQUESTS } from './gateway-requests.ts';
import { MONEY_REQUESTS } from './money-requests.ts';
import { PAYBYTOKEN_REQUESTS } from './paybytoken-requests.ts';
import { PAYMENT_LINK_REQUESTS } from './payment-link-requests.ts';
import { RADOM_REQUESTS } from './radom-requests.ts';
import { REFUND_REQUESTS } from './refund-requests.ts';
import { SUBSCRIPTION_REQUESTS } from './subscription-requests.ts';
import { WEWIRE_REQUESTS } from './wewire-requests.ts';

/**
 * The requests whose answers are the examples of the API's document, in the order in which they are made. After a change:
 * `npm run examples`, then `npm run generate`.
 */
export const DOCUMENTED_REQUESTS: readonly DocumentedRequest[] = [
  { operationId: 'listPaymentMethods' },
  { operationId: 'createWebhookEndpoint', example: 'paid', remember: { endpoint: 'id' } },
  { operationId: 'createCheckoutSession', example: 'order', remember: { session: 'id' } },
  { operationId: 'createCheckoutSession', example: 'itemized', remember: { itemized: 'id' } },
  { operationId: 'retrieveCheckoutSession', params: { id: 'session' } },
  { operationId: 'listCheckoutSessions', query: { limit: '1' } },
  { operationId: 'extendCheckoutSession', params: { id: 'session' } },
  { operationId: 'checkCheckoutSession', params: { id: 'session' } },
  { operationId: 'cancelCheckoutSession', params: { id: 'session' } },
  { operationId: 'expireCheckoutSession', params: { id: 'itemized' } },
  { operationId: 'listEvents', query: { limit: '1' }, remember: { event: 'data.0.id' } },
  { operationId: 'retrieveEvent', params: { id: 'event' } },
  { operationId: 'listWebhookEndpoints' },
  { operationId: 'retrieveWebhookEndpoint', params: { id: 'endpoint' } },
  { operationId: 'rotateWebhookSecret', params: { id: 'endpoint' } },
  { operationId: 'sendTestEvent', params: { id: 'endpoint' } },
  { operationId: 'updateWebhookEndpoint', params: { id: 'endpoint' } },
  { operationId: 'deleteWebhookEndpoint', params: { id: 'endpoint' } },
  { operationId: 'retrievePublicCheckoutSession', params: { id: 'session' } },
  { operationId: 'createTestClock', key: 'test', example: 'year', remember: { clock: 'id' } },
  { operationId: 'advanceTestClock', key: 'test', example: 'month', params: { id: 'clock' } },
  { operationId: 'retrieveTestClock', key: 'test', params: { id: 'clock' } },
  { operationId: 'listTestClocks', key: 'test' },
  { operationId: 'deleteTestClock', key: 'test', params: { id: 'clock' } },
  { operationId: 'payTestCheckoutSession', key: 'test', params: { id: 'unpaid' }, arrange: makeUnpaid },
  ...CATALOGUE_REQUESTS,
  ...PAYMENT_LINK_REQUESTS,
  ...PAYBYTOKEN_REQUESTS,
  ...RADOM_REQUESTS,
  ...WEWIRE_REQUESTS,
  ...GATEWAY_REQUESTS,
  ...SUBSCRIPTION_REQUESTS,
  // Last: its sessions run out, and the clock goes on.
  ...MONEY_REQUESTS,
  ...REFUND_REQUESTS,
];

/** In test mode, where alone it can be paid by the simulator. */
async function makeUnpaid(api: TestApi, remembered: Remembered): Promise<void> {
  const body = { amount: { value: '99.00', currency: 'USD' } };
  remembered.set('unpaid', (await api.call('POST', '/checkout_sessions', { body })).body.id);
}
