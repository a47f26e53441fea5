/** Bodies for the API's document, by operationId. */
export const PAYMENT_LINK_EXAMPLES = {
  createPaymentLink: {
    fixed: {
      summary: 'A fixed price, in USDC on Base',
      value: {
        name: 'Tea club, one year',
        fiatAmount: '99.00',
        fiatCurrency: 'USD',
        slug: 'tea-club',
        allowedMethods: ['Base:USDC'],
        successUrl: 'https://example.com/thanks',
        metadata: { campaign: 'spring' },
      },
    },
    donation: {
      summary: 'The customer chooses the amount',
      value: {
        name: 'Support the tea garden',
        fiatCurrency: 'USD',
        customerAmount: { minimum: '5.00', maximum: '500.00', preset: '20.00' },
        collect: { email: 'optional' },
      },
    },
    shirt: {
      summary: 'A price of one piece, with an address, a question and a limit',
      value: {
        name: 'T-shirt',
        fiatAmount: '24.00',
        fiatCurrency: 'USD',
        quantity: { minimum: 1, maximum: 10 },
        collect: { email: 'required', shippingAddress: 'required' },
        questions: [{ key: 'size', label: 'Size', type: 'select', required: true, options: ['S', 'M', 'L'] }],
        useLimit: 100,
      },
    },
  },
  updatePaymentLink: {
    close: { summary: 'Takes no payments for now', value: { active: false } },
  },
};
