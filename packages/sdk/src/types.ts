import type { components, operations } from './generated/openapi.ts';

type Schemas = components['schemas'];
type BodyOf<Operation extends keyof operations> = NonNullable<
  operations[Operation] extends { requestBody?: { content: { 'application/json': infer Body } } } ? Body : never
>;

/** One customer's attempt to pay. `version` grows by one with each told change: see `webhooks.isNewer`. */
export type CheckoutSession = Schemas['CheckoutSession'];
/** `pending detected underpaid overpaid paid paid_late expired canceled failed` */
export type SessionStatus = CheckoutSession['status'];
/** A method with the quote that was locked when the session was created. */
export type QuotedMethod = CheckoutSession['methods'][number];
/** One attempt: a method that was chosen or paid. */
export type Payment = CheckoutSession['payments'][number];
export type LineItem = NonNullable<CheckoutSession['lineItems']>[number];
/** A coin or token on a network. `token` is `null` for the native coin. */
export type Method = Schemas['Method'];
/** One movement on a chain to the session's address. */
export type Transfer = Schemas['Transfer'];
/** An amount that can span assets. */
export type AmountSums = Schemas['AmountSums'];

type CreateBody = BodyOf<'createCheckoutSession'>;
/** Asks for an `amount`, or for what a payment link asks. */
export type CheckoutSessionCreateParams = Omit<CreateBody, 'amount' | 'linkId'> &
  (
    | {
        /** `{ value: '99.00', currency: 'USD' }`: decimal text, never a number. Without `value`: what the line items add up to. */
        amount: NonNullable<CreateBody['amount']>;
        linkId?: null;
      }
    | { linkId: string; amount?: never }
  );
/** `Base:USDC`, or a network with a token contract (`null`: the native coin). */
export type MethodReference = NonNullable<CreateBody['method']>;

export type PaymentMethod = Schemas['PaymentMethod'];

export type EventType = Schemas['Event']['type'];
export type SessionEventType = Extract<EventType, `session.${string}`>;
export type SubscriptionEventType = Extract<EventType, `subscription.${string}`>;
export type RefundEventType = Extract<EventType, `refund.${string}`>;
export type UnexpectedTransferEventType = Extract<EventType, `unexpected_transfer.${string}`>;

/** What every event has. `id` is the same in every attempt to deliver it: drop what you have seen. */
type EventBase = Pick<Schemas['Event'], 'id' | 'livemode' | 'createdAt'>;

/** Something happened to a session; `data` is the session at that time. */
export interface SessionEvent extends EventBase {
  type: SessionEventType;
  version: number;
  data: CheckoutSession;
}

/** Something happened to a subscription; `data` is the subscription at that time. */
export interface SubscriptionEvent extends EventBase {
  type: SubscriptionEventType;
  version: number;
  data: Subscription;
}

/** Money came that does not count, or somebody decided about such money. It is counted by `data.version`. */
export interface UnexpectedTransferEvent extends EventBase {
  type: UnexpectedTransferEventType;
  version: number | null;
  data: UnexpectedTransfer;
}

/** A refund was created, has its address, was sent, is confirmed, came to nothing. It is counted by `data.version`. */
export interface RefundEvent extends EventBase {
  type: RefundEventType;
  version: null;
  data: Refund;
}

/** You asked for a test. */
export interface WebhookTestEvent extends EventBase {
  type: 'webhook.test';
  version: null;
  data: { object: 'webhook_test'; endpoint: string };
}

/** Told apart by `type`. */
export type OpentillEvent = SessionEvent | SubscriptionEvent | UnexpectedTransferEvent | RefundEvent | WebhookTestEvent;

/** What a checkout's `ipnUrl` is sent (payment-gateway.app's API). */
export interface PaymentNotification {
  id: string;
  externalReference: string | null;
  /** −2 cancelled, −1 initiated, 0 pending, 1 completed, 2 failed, 3 refunded, 4 chargeback. */
  status: -2 | -1 | 0 | 1 | 2 | 3 | 4;
}

export type WebhookEndpoint = Schemas['WebhookEndpoint'];
/** With the secret (`whsec_…`), which is shown at creation and rotation only. */
export type WebhookEndpointWithSecret = Schemas['WebhookEndpointWithSecret'];
export type WebhookEndpointCreateParams = BodyOf<'createWebhookEndpoint'>;
export type WebhookEndpointUpdateParams = BodyOf<'updateWebhookEndpoint'>;
export type WebhookEndpointRotateParams = BodyOf<'rotateWebhookSecret'>;

export type WebhookDelivery = Schemas['WebhookDelivery'];
/** With its attempts, as `retrieve` gives it. */
export type WebhookDeliveryWithAttempts = Schemas['WebhookDeliveryWithAttempts'];
export type WebhookAttempt = Schemas['WebhookAttempt'];

export type PaymentLink = Schemas['PaymentLink'];
export type PaymentLinkCreateParams = BodyOf<'createPaymentLink'>;
export type PaymentLinkUpdateParams = BodyOf<'updatePaymentLink'>;
export type DeletedPaymentLink = Schemas['DeletedPaymentLink'];

export type Product = Schemas['Product'];
export type ProductCreateParams = BodyOf<'createProduct'>;
export type ProductUpdateParams = BodyOf<'updateProduct'>;
export type DeletedProduct = Schemas['DeletedProduct'];

export type Discount = Schemas['Discount'];
export type DiscountCreateParams = BodyOf<'createDiscount'>;
export type DiscountUpdateParams = BodyOf<'updateDiscount'>;
export type DeletedDiscount = Schemas['DeletedDiscount'];

export type Customer = Schemas['Customer'];
export type CustomerCreateParams = BodyOf<'createCustomer'>;
export type CustomerUpdateParams = BodyOf<'updateCustomer'>;
export type DeletedCustomer = Schemas['DeletedCustomer'];
/** All that is kept about a person. */
export type CustomerExport = Schemas['CustomerExport'];
/** Whose data was erased. */
export type Erasure = Schemas['Erasure'];

export type Subscription = Schemas['Subscription'];
/** `trialing active past_due paused canceled ended` */
export type SubscriptionStatus = Subscription['status'];
export type SubscriptionUpdateParams = BodyOf<'updateSubscription'>;
export type SubscriptionCancelParams = NonNullable<BodyOf<'cancelSubscription'>>;

export type UnexpectedTransfer = Schemas['UnexpectedTransfer'];
export type UnexpectedTransferRefundParams = BodyOf<'refundUnexpectedTransfer'>;

export type Refund = Schemas['Refund'];
/** `awaiting_address ready sent confirmed failed canceled` */
export type RefundStatus = Refund['status'];
export type RefundCreateParams = BodyOf<'createRefund'>;

export type LedgerEntry = Schemas['LedgerEntry'];
export type AuditEntry = Schemas['AuditEntry'];

/** What a publishable key may see of a session. */
export type PublicCheckoutSession = Schemas['PublicCheckoutSession'];

export type TestClock = Schemas['TestClock'];
export type TestClockCreateParams = BodyOf<'createTestClock'>;
export type TestClockAdvanceParams = BodyOf<'advanceTestClock'>;
export type DeletedTestClock = Schemas['DeletedTestClock'];

export type SimulatedPayment = Schemas['SimulatedPayment'];
export type Scenario = SimulatedPayment['scenario'];
