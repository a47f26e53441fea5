/** A body for each operation that takes one, by operationId. A test holds them to the schemas. */
export const REQUEST_EXAMPLES: Readonly<Record<string, Readonly<Record<string, { summary: string; value: object }>>>> =
  {
    createCheckoutSession: {
      order: {
        summary: 'An order of 99 dollars',
        value: {
          amount: { value: '99.00', currency: 'USD' },
          successUrl: 'https://example.com/ok',
          metadata: { orderId: '123' },
        },
      },
      itemized: {
        summary: 'With line items, in USDC or USDT on Base, 15 minutes to pay',
        value: {
          amount: { value: '99.00', currency: 'USD' },
          allowedMethods: ['Base:USDC', 'Base:USDT'],
          method: 'Base:USDC',
          expiresIn: 900,
          description: 'Order 123',
          lineItems: [{ name: 'Darjeeling, first flush', quantity: 2, unitAmount: '49.50' }],
          customerEmail: 'ada@example.com',
          successUrl: 'https://example.com/ok',
          cancelUrl: 'https://example.com/cart',
          metadata: { orderId: '123' },
        },
      },
    },
    payTestCheckoutSession: {
      exact: { summary: 'Exactly what is asked', value: { scenario: 'exact' } },
    },
    createWebhookEndpoint: {
      paid: {
        summary: 'Told when a session is paid',
        value: { url: 'https://shop.example/webhooks', events: ['session.paid', 'session.paid_late'] },
      },
    },
    updateWebhookEndpoint: {
      disable: { summary: 'Told nothing for now', value: { status: 'disabled' } },
    },
    rotateWebhookSecret: {
      overlap: { summary: 'Both secrets sign for an hour', value: { expiresInSeconds: 3600 } },
    },
  };
