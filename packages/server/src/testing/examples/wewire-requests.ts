import type { DocumentedRequest } from './documented-request.ts';

export const WEWIRE_REQUESTS: readonly DocumentedRequest[] = [
  { operationId: 'createCheckout', example: 'product', remember: { checkout: 'id' } },
  { operationId: 'retrieveCheckout', params: { id: 'checkout' } },
  { operationId: 'listCheckouts', query: { limit: '1' } },
  { operationId: 'expireCheckout', params: { id: 'checkout' } },
  { operationId: 'createCheckout', example: 'product', remember: { otherCheckout: 'id' } },
  { operationId: 'cancelCheckout', params: { id: 'otherCheckout' } },
];
