/** What is sold. The price is the shop's: nothing that a browser sends changes it. */
export const PRODUCT = {
  name: 'Reading lamp, brass',
  description: 'Warm light, one long arm, a linen cord.',
  price: '39.99',
  currency: 'USD',
} as const;
