import type { DocumentedRequest } from './documented-request.ts';

/** A merchant's way with a payment link, from its making to its end. */
export const PAYMENT_LINK_REQUESTS: readonly DocumentedRequest[] = [
  { operationId: 'createPaymentLink', example: 'fixed', remember: { link: 'id' } },
  { operationId: 'createPaymentLink', example: 'donation' },
  { operationId: 'createPaymentLink', example: 'shirt' },
  { operationId: 'retrievePaymentLink', params: { id: 'link' } },
  { operationId: 'listPaymentLinks', query: { limit: '1' } },
  { operationId: 'updatePaymentLink', params: { id: 'link' } },
  { operationId: 'deletePaymentLink', params: { id: 'link' } },
];
