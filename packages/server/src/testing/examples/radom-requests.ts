import { USDC } from '../compose-api.ts';
import type { DocumentedRequest } from './documented-request.ts';

export const RADOM_REQUESTS: readonly DocumentedRequest[] = [
  {
    operationId: 'createPaymentSession',
    example: 'tokens',
    // The request's example names Ethereum, as its page does; the tests' live network is Base.
    body: { total: 39.99, currency: 'USD', method: { network: 'Base', token: USDC } },
    remember: { paymentSession: 'id' },
  },
  {
    operationId: 'createPaymentSession',
    example: 'native',
    body: {
      total: 39.99,
      currency: 'USD',
      method: { network: 'Base', token: null },
      expiresIn: 1800,
      metadata: { orderId: '123' },
    },
  },
  { operationId: 'retrievePaymentSession', params: { id: 'paymentSession' } },
  { operationId: 'listPaymentSessions', query: { limit: '1' } },
  { operationId: 'extendPaymentSession', params: { id: 'paymentSession' } },
  { operationId: 'cancelPaymentSession', params: { id: 'paymentSession' } },
];
