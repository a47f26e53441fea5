import type { DocumentedRequest } from './documented-request.ts';

/** A product, a code and a customer, a session of all three, and what can be done to them. */
export const CATALOGUE_REQUESTS: readonly DocumentedRequest[] = [
  { operationId: 'createProduct', example: 'tea', remember: { product: 'id' } },
  { operationId: 'retrieveProduct', params: { id: 'product' } },
  { operationId: 'listProducts', query: { active: 'true' } },
  { operationId: 'createDiscount', example: 'percent', remember: { discount: 'id' } },
  { operationId: 'createDiscount', example: 'amount', remember: { welcome: 'id' } },
  { operationId: 'createCustomer', example: 'ada', remember: { customer: 'id' } },
  {
    operationId: 'createCheckoutSession',
    example: 'discounted',
    body: {
      amount: { currency: 'USD' },
      lineItems: [{ productId: '{product}', quantity: 2 }],
      discounts: [{ code: 'SUMMER' }],
      customerId: '{customer}',
      successUrl: 'https://example.com/ok',
    },
  },
  { operationId: 'updateProduct', example: 'price', params: { id: 'product' } },
  { operationId: 'deleteProduct', params: { id: 'product' } },
  { operationId: 'retrieveDiscount', params: { id: 'discount' } },
  { operationId: 'listDiscounts', query: { code: 'SUMMER' } },
  { operationId: 'updateDiscount', example: 'archive', params: { id: 'discount' } },
  { operationId: 'deleteDiscount', params: { id: 'welcome' } },
  { operationId: 'retrieveCustomer', params: { id: 'customer' } },
  { operationId: 'listCustomers', query: { email: 'ada@example.com' } },
  { operationId: 'updateCustomer', example: 'phone', params: { id: 'customer' } },
  { operationId: 'exportCustomer', params: { id: 'customer' } },
  { operationId: 'deleteCustomer', params: { id: 'customer' } },
  { operationId: 'eraseCustomer', params: { id: 'customer' } },
  { operationId: 'eraseCustomersByEmail', example: 'email' },
];
