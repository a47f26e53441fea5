import { PAYBYTOKEN_EXAMPLES } from '../dialects/paybytoken/request-examples.ts';
import { PAYMENT_GATEWAY_EXAMPLES } from '../dialects/paymentgateway/request-examples.ts';
import { CATALOGUE_EXAMPLES } from './catalogue-examples.ts';
import { MONEY_EXAMPLES } from './money-examples.ts';
import { PAYMENT_LINK_EXAMPLES } from './payment-link-examples.ts';
import { SUBSCRIPTION_EXAMPLES, SUBSCRIPTION_START } from './subscription-examples.ts';

/** A body for each operation that takes one, by operationId. A test holds them to the schemas. */
export const REQUEST_EXAMPLES: Readonly<Record<string, Readonly<Record<string, { summary: string; value: object }>>>> =
  {
    ...PAYBYTOKEN_EXAMPLES,
    ...PAYMENT_LINK_EXAMPLES,
    ...CATALOGUE_EXAMPLES,
    ...MONEY_EXAMPLES,
    ...SUBSCRIPTION_EXAMPLES,
    ...PAYMENT_GATEWAY_EXAMPLES,
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
      discounted: {
        summary: 'Products by their ids, a code, and a customer of yours; the sum is the server’s',
        value: {
          amount: { currency: 'USD' },
          lineItems: [{ productId: 'prod_0351BrsF3N0yYt0OPgTG5v', quantity: 2 }],
          discounts: [{ code: 'SUMMER' }],
          customerId: 'cus_0351BrsF3N0yYt0OPgTG5v',
          successUrl: 'https://example.com/ok',
        },
      },
      subscription: SUBSCRIPTION_START,
    },
    createPaymentSession: {
      tokens: {
        summary: 'USDC on Ethereum for 39.99 dollars',
        value: {
          total: 39.99,
          currency: 'USD',
          method: { network: 'Ethereum', token: '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48' },
        },
      },
      native: {
        summary: 'Ether, half an hour to pay',
        value: {
          total: 39.99,
          currency: 'USD',
          method: { network: 'Ethereum', token: null },
          expiresIn: 1800,
          metadata: { orderId: '123' },
        },
      },
    },
    createCheckout: {
      product: {
        summary: 'A product of 100 dollars, in three assets',
        value: {
          amount: 100,
          currency: 'USD',
          successUrl: 'https://example.com/success',
          cancelUrl: 'https://example.com/cancel',
          email: 'john.doe@example.com',
          name: 'John Doe',
          metadata: { orderId: '1234567890', customerId: '1234567890' },
          productId: '1234567890',
          productName: 'Product Name',
          productDescription: 'Product Description',
          allowedAssets: ['ETH', 'USDT', 'USDC'],
        },
      },
    },
    createTestClock: {
      year: { summary: 'For a year of renewals', value: { name: 'A year of renewals' } },
    },
    advanceTestClock: {
      month: { summary: 'Thirty days ahead', value: { by: 2_592_000 } },
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
