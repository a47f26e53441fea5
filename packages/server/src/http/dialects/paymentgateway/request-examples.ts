const CREATE = {
  order: {
    summary: 'An order of 99 dollars, with notifications',
    value: {
      amount: 9900,
      currency: 'USD',
      returnUrl: 'https://shop.example/thanks?transaction={transactionId}',
      cancelUrl: 'https://shop.example/basket',
      ipnUrl: 'https://shop.example/ipn',
      externalReference: 'order-123',
    },
  },
  itemized: {
    summary: 'With items, a discount and the buyer’s address',
    value: {
      amount: 9900,
      currency: 'GBP',
      email: 'ada@example.com',
      invoiceNumber: 'INV-7',
      items: [
        { name: 'Tea', description: 'Darjeeling', quantity: 2, unitPrice: 4500, vatRate: 20, itemType: 'goods' },
        { description: 'Post', quantity: 1, unitPrice: 1900, itemType: 'shipping' },
        { description: 'Welcome', quantity: 1, unitPrice: 1000, itemType: 'discount' },
      ],
      billingAddress: { firstName: 'Ada', lastName: 'Lovelace', city: 'London', postcode: 'SW1Y 4JH', country: 'GB' },
    },
  },
};
const UPDATE = { reference: { summary: 'Another reference', value: { externalReference: 'order-124' } } };

/** The same for both mounts, by operationId. */
export const PAYMENT_GATEWAY_EXAMPLES = {
  createSiteCheckout: CREATE,
  createSiteCheckoutUnderApi: CREATE,
  updateSiteCheckout: UPDATE,
  updateSiteCheckoutUnderApi: UPDATE,
};
