/** Bodies for the reference, by operationId. */
export const SUBSCRIPTION_EXAMPLES = {
  updateSubscription: {
    price: {
      summary: 'A lower price from now on: what was paid for the time to come becomes credit',
      value: { amount: { value: '6.00', currency: 'USD' } },
    },
    note: { summary: 'Your own notes', value: { metadata: { plan: 'small' } } },
  },
  cancelSubscription: {
    atPeriodEnd: { summary: 'When the paid time is over', value: { atPeriodEnd: true } },
  },
};

/** One more way to create a session. */
export const SUBSCRIPTION_START = {
  summary: 'Nine dollars every month, the first two weeks free',
  value: {
    amount: { value: '9.00', currency: 'USD' },
    mode: 'subscription',
    recurring: { interval: 'month', trialDays: 14 },
    customerEmail: 'ada@example.com',
    successUrl: 'https://example.com/welcome',
  },
};
