import type { DocumentedRequest } from './documented-request.ts';

export const PAYBYTOKEN_REQUESTS: readonly DocumentedRequest[] = [
  {
    operationId: 'payByTokenCreateWebhookEndpoint',
    example: 'completed',
    remember: { payByTokenEndpoint: 'id' },
  },
  { operationId: 'payByTokenCreateCheckoutSession', example: 'order', remember: { payByTokenSession: 'id' } },
  { operationId: 'payByTokenCreateCheckoutSession', example: 'discounted' },
  {
    operationId: 'payByTokenCreatePaymentIntent',
    example: 'session',
    body: { checkout_session_id: '{payByTokenSession}', chain: 'Base', currency: 'USDT' },
    remember: { payByTokenIntent: 'id' },
  },
  { operationId: 'payByTokenCreatePaymentIntent', example: 'amount' },
  { operationId: 'payByTokenRetrieveCheckoutSession', params: { id: 'payByTokenSession' } },
  { operationId: 'payByTokenListCheckoutSessions', query: { limit: '1' } },
  { operationId: 'payByTokenRetrievePaymentIntent', params: { id: 'payByTokenIntent' } },
  { operationId: 'payByTokenListPaymentIntents', query: { limit: '1' } },
  { operationId: 'payByTokenListEvents', query: { limit: '1' }, remember: { payByTokenEvent: 'data.0.id' } },
  { operationId: 'payByTokenRetrieveEvent', params: { id: 'payByTokenEvent' } },
  { operationId: 'payByTokenListWebhookEndpoints', query: { limit: '1' } },
  { operationId: 'payByTokenRetrieveWebhookEndpoint', params: { id: 'payByTokenEndpoint' } },
  { operationId: 'payByTokenUpdateWebhookEndpoint', params: { id: 'payByTokenEndpoint' } },
  { operationId: 'payByTokenDeleteWebhookEndpoint', params: { id: 'payByTokenEndpoint' } },
];
