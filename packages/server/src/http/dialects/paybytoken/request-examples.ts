/** Bodies for the API's document, by operationId. */
export const PAYBYTOKEN_EXAMPLES = {
  payByTokenCreateCheckoutSession: {
    order: {
      summary: 'Two tins of tea, in any USDC or USDT',
      value: {
        success_url: 'https://example.com/ok',
        cancel_url: 'https://example.com/cart',
        currency: 'USD',
        line_items: [
          {
            unit_amount: '10',
            quantity: 2,
            product_data: {
              name: 'Darjeeling',
              description: 'First flush',
              images: ['https://example.com/darjeeling.png'],
            },
          },
        ],
        metadata: { order_id: '123' },
      },
    },
    discounted: {
      summary: 'An eighth off, in USDC on Base alone',
      value: {
        currency: 'USD',
        line_items: [{ unit_amount: '10', quantity: 1, product_data: { name: 'Darjeeling' } }],
        discounts: [{ code: 'SPRING', percent_off: '12.5' }],
        supported_tokens: [{ chain: 'Base', currency: 'USDC' }],
      },
    },
  },
  payByTokenCreatePaymentIntent: {
    amount: {
      summary: 'Ten dollars in USDC on Base, without a session before it',
      value: { amount: '10.00', currency: 'USDC', chain: 'Base', metadata: { order_id: '123' } },
    },
    session: {
      summary: 'The token that a session is paid in',
      value: { checkout_session_id: 'chk_live_0001Jo3mXcQ8rT5vWzYbN2kP', chain: 'Base', currency: 'USDT' },
    },
  },
  payByTokenCreateWebhookEndpoint: {
    completed: {
      summary: 'Told when a session is paid',
      value: { url: 'https://shop.example/webhooks', events: ['checkout_session:completed'] },
    },
  },
  payByTokenUpdateWebhookEndpoint: {
    disable: { summary: 'Told nothing for now', value: { status: 'disabled' } },
  },
} as const;
