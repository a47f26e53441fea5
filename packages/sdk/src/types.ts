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
export type CheckoutSessionCreateParams = Omit<CreateBody, 'amount' | 'linkId'> & {
  /** `{ value: '99.00', currency: 'USD' }`: decimal text, never a number. */
  amount: NonNullable<CreateBody['amount']>;
};
/** `Base:USDC`, or a network with a token contract (`null`: the native coin). */
export type MethodReference = NonNullable<CreateBody['method']>;

export type PaymentMethod = Schemas['PaymentMethod'];

export type EventType = Schemas['Event']['type'];
export type SessionEventType = Exclude<EventType, 'webhook.test'>;

/** What every event has. `id` is the same in every attempt to deliver it: drop what you have seen. */
type EventBase = Pick<Schemas['Event'], 'id' | 'livemode' | 'createdAt'>;

/** Something happened to a session; `data` is the session at that time. */
export interface SessionEvent extends EventBase {
  type: SessionEventType;
  version: number;
  data: CheckoutSession;
}

/** You asked for a test. */
export interface WebhookTestEvent extends EventBase {
  type: 'webhook.test';
  version: null;
  data: { object: 'webhook_test'; endpoint: string };
}

/** Told apart by `type`. */
export type OpentillEvent = SessionEvent | WebhookTestEvent;

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

export type SimulatedPayment = Schemas['SimulatedPayment'];
export type Scenario = SimulatedPayment['scenario'];
