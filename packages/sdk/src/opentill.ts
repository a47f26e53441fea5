import type { ClientOptions } from './options.ts';
import { CheckoutSessions } from './resources/checkout-sessions.ts';
import { Events } from './resources/events.ts';
import { PaymentMethods } from './resources/payment-methods.ts';
import { TestCheckoutSessions } from './resources/test-mode.ts';
import { WebhookDeliveries } from './resources/webhook-deliveries.ts';
import { WebhookEndpoints } from './resources/webhook-endpoints.ts';
import { createTransport } from './transport.ts';

/**
 * A client of one Opentill server, for use on your own server: the key must not reach a browser.
 *
 *     const opentill = new Opentill('ck_test_…', { baseUrl: 'https://pay.example.com' });
 *     const session = await opentill.checkoutSessions.create({ amount: { value: '99.00', currency: 'USD' } });
 *     // redirect the customer to session.checkoutUrl
 */
export class Opentill {
  readonly checkoutSessions: CheckoutSessions;
  readonly paymentMethods: PaymentMethods;
  readonly webhookEndpoints: WebhookEndpoints;
  readonly events: Events;
  readonly webhookDeliveries: WebhookDeliveries;
  /** For developers, with a `ck_test_` key on a server with a devnet. */
  readonly test: { readonly checkoutSessions: TestCheckoutSessions };

  /**
   * Takes `process.env.…` as it is: throws `OpentillConfigError` for a key that is missing, and for a key or a base URL that
   * cannot be one. Nothing is sent.
   */
  constructor(apiKey: string | undefined, options: ClientOptions) {
    const send = createTransport(apiKey, options);
    this.checkoutSessions = new CheckoutSessions(send);
    this.paymentMethods = new PaymentMethods(send);
    this.webhookEndpoints = new WebhookEndpoints(send);
    this.events = new Events(send);
    this.webhookDeliveries = new WebhookDeliveries(send);
    this.test = { checkoutSessions: new TestCheckoutSessions(send) };
  }
}
