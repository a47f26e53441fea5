import type { ClientOptions } from './options.ts';
import { AuditEntries, LedgerEntries } from './resources/books.ts';
import { CheckoutSessions } from './resources/checkout-sessions.ts';
import { Customers } from './resources/customers.ts';
import { Discounts } from './resources/discounts.ts';
import { Events } from './resources/events.ts';
import { PaymentLinks } from './resources/payment-links.ts';
import { PaymentMethods } from './resources/payment-methods.ts';
import { Products } from './resources/products.ts';
import { PublicCheckoutSessions } from './resources/public-sessions.ts';
import { Refunds } from './resources/refunds.ts';
import { Subscriptions } from './resources/subscriptions.ts';
import { TestClocks } from './resources/test-clocks.ts';
import { TestCheckoutSessions } from './resources/test-mode.ts';
import { UnexpectedTransfers } from './resources/unexpected-transfers.ts';
import { WebhookDeliveries } from './resources/webhook-deliveries.ts';
import { WebhookEndpoints } from './resources/webhook-endpoints.ts';
import { createTransport } from './transport.ts';

/**
 * A client of one Opentill server, for use on your own server: a secret key must not reach a browser. A publishable one
 * (`pk_…`) may; it reads `public.checkoutSessions` and nothing else.
 *
 *     const opentill = new Opentill('ck_test_…', { baseUrl: 'https://pay.example.com' });
 *     const session = await opentill.checkoutSessions.create({ amount: { value: '99.00', currency: 'USD' } });
 *     // redirect the customer to session.checkoutUrl
 */
export class Opentill {
  readonly checkoutSessions: CheckoutSessions;
  readonly paymentMethods: PaymentMethods;
  readonly paymentLinks: PaymentLinks;
  readonly products: Products;
  readonly discounts: Discounts;
  readonly customers: Customers;
  readonly subscriptions: Subscriptions;
  readonly unexpectedTransfers: UnexpectedTransfers;
  readonly refunds: Refunds;
  readonly ledgerEntries: LedgerEntries;
  readonly auditEntries: AuditEntries;
  readonly webhookEndpoints: WebhookEndpoints;
  readonly events: Events;
  readonly webhookDeliveries: WebhookDeliveries;
  /** For pages of yours, with a publishable key. */
  readonly public: { readonly checkoutSessions: PublicCheckoutSessions };
  /** For developers, with a `ck_test_` key; sessions are paid on a server with a devnet. */
  readonly test: { readonly checkoutSessions: TestCheckoutSessions; readonly clocks: TestClocks };

  /**
   * Takes `process.env.…` as it is: throws `OpentillConfigError` for a key that is missing, and for a key or a base URL that
   * cannot be one. Nothing is sent.
   */
  constructor(apiKey: string | undefined, options: ClientOptions) {
    const send = createTransport(apiKey, options);
    this.checkoutSessions = new CheckoutSessions(send);
    this.paymentMethods = new PaymentMethods(send);
    this.paymentLinks = new PaymentLinks(send);
    this.products = new Products(send);
    this.discounts = new Discounts(send);
    this.customers = new Customers(send);
    this.subscriptions = new Subscriptions(send);
    this.unexpectedTransfers = new UnexpectedTransfers(send);
    this.refunds = new Refunds(send);
    this.ledgerEntries = new LedgerEntries(send);
    this.auditEntries = new AuditEntries(send);
    this.webhookEndpoints = new WebhookEndpoints(send);
    this.events = new Events(send);
    this.webhookDeliveries = new WebhookDeliveries(send);
    this.public = { checkoutSessions: new PublicCheckoutSessions(send) };
    this.test = { checkoutSessions: new TestCheckoutSessions(send), clocks: new TestClocks(send) };
  }
}
