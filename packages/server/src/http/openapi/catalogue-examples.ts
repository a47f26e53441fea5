/** Bodies for the API's document, by operationId: products, discounts, customers. */
export const CATALOGUE_EXAMPLES = {
  createProduct: {
    tea: {
      summary: 'A product with its price',
      value: {
        name: 'Darjeeling, first flush',
        description: 'Loose, 100 g',
        imageUrl: 'https://shop.example/darjeeling.png',
        unitAmount: '49.50',
        currency: 'USD',
        taxCategory: 'food',
      },
    },
  },
  updateProduct: { price: { summary: 'A new price', value: { unitAmount: '52.00' } } },
  createDiscount: {
    percent: {
      summary: '12.5 % off, a hundred times, once for each customer',
      value: { code: 'SUMMER', name: 'Summer sale', percentOff: '12.5', maxRedemptions: 100, oncePerCustomer: true },
    },
    amount: {
      summary: 'Five dollars off, for a month',
      value: {
        code: 'WELCOME5',
        amountOff: '5.00',
        currency: 'USD',
        startsAt: '2026-06-01T00:00:00Z',
        expiresAt: '2026-07-01T00:00:00Z',
      },
    },
  },
  updateDiscount: { archive: { summary: 'End it, and free its code', value: { active: false } } },
  createCustomer: {
    ada: {
      summary: 'A customer by your own reference',
      value: {
        email: 'ada@example.com',
        name: 'Ada Lovelace',
        billingAddress: { line1: '12 St James’s Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
        externalReference: 'crm-1815',
      },
    },
  },
  updateCustomer: { phone: { summary: 'A telephone number', value: { phone: '+44 20 7946 0000' } } },
  eraseCustomersByEmail: { email: { summary: 'Whoever has this address', value: { email: 'ada@example.com' } } },
};
