/** `pending detected underpaid overpaid paid paid_late expired canceled failed` */
export type SessionStatus =
  | 'pending'
  | 'detected'
  | 'underpaid'
  | 'overpaid'
  | 'paid'
  | 'paid_late'
  | 'expired'
  | 'canceled'
  | 'failed';

/** An amount of one coin or token: `wei` counts atomic units, `eth` is the same as decimal text, whatever the coin. */
export interface CryptoAmount {
  wei: string;
  eth: string;
}

/** An amount that can span assets. */
export interface AmountSums {
  fiat: { amount: string; currency: string };
  /** Share of the total: decimal text, six digits. */
  fraction: string;
  perAsset: { asset: string; network: string; atomic: string; decimal: string }[];
}

export interface Method {
  /** `Base:USDC` */
  id: string;
  network: string;
  /** The token's contract; `null` for the native coin. */
  token: string | null;
  symbol: string;
  decimals: number;
  chainId: number;
}

export interface QuotedMethod extends Method {
  amount: CryptoAmount;
  /** Price of one whole unit in the session's currency. */
  rate: string;
  requiredConfirmations: number;
}

export interface Payment {
  id: string;
  method: string;
  address: string | null;
  amount: CryptoAmount;
  createdAt: string;
}

export interface Transfer {
  id: string;
  network: string;
  chainId: number | null;
  asset: string | null;
  token: string | null;
  txHash: string;
  blockNumber: string;
  blockHash: string;
  amount: { wei: string; eth: string | null };
  disposition: 'on_time' | 'late' | 'unexpected';
  /** Why it is unexpected. */
  reason: string | null;
  confirmations: number;
  requiredConfirmations: number;
  confirmed: boolean;
  arrivedAt: string;
}

export interface LineItem {
  name: string;
  description: string | null;
  imageUrl: string | null;
  quantity: number;
  unitAmount: string;
}

export interface CheckoutSession {
  id: string;
  object: 'checkout_session';
  linkId: string | null;
  status: SessionStatus;
  /** Grows by one with each told change: see `isNewer`. */
  version: number;
  /** Where the customer sends the money; `null` where there is nothing to pay. */
  address: string | null;
  /** What to send, in the chosen method. */
  amount: CryptoAmount | null;
  fiat: { amount: string; currency: string };
  /** The native coin of `chainId` in US dollars, locked at creation. */
  ethPriceUsd: string | null;
  expiresAt: string;
  graceEndsAt: string;
  paidAt: string | null;
  txHash: string | null;
  chainId: number | null;
  metadata: Record<string, string> | null;
  successUrl: string | null;
  cancelUrl: string | null;
  returnUrl: string | null;
  customerEmail: string | null;
  livemode: boolean;
  /** Send the customer here. */
  checkoutUrl: string;
  createdAt: string;
  updatedAt: string;
  currency: string;
  amountTotal: string;
  method: Method | null;
  methods: QuotedMethod[];
  payments: Payment[];
  transfers: Transfer[];
  amountReceived: AmountSums;
  amountConfirmed: AmountSums;
  amountRemaining: AmountSums;
  overpaidAmount: AmountSums | null;
  confirmations: number;
  requiredConfirmations: number | null;
  /** Networks that have not been read past the deadline yet. */
  waitingFor: string[];
  canExtend: boolean;
  description: string | null;
  lineItems: LineItem[] | null;
}

/** `Base:USDC`, or a network with a token contract (`null`: the native coin). */
export type MethodReference = string | { network: string; token?: string | null };

export interface CheckoutSessionCreateParams {
  /** `{ value: '99.00', currency: 'USD' }`: decimal text, never a number. */
  amount: { value: string; currency: string };
  allowedMethods?: MethodReference[];
  /** The method to start on. */
  method?: MethodReference;
  /** Seconds until the quote expires. */
  expiresIn?: number;
  /** Seconds after that in which a late payment still counts. */
  graceSeconds?: number;
  description?: string | null;
  lineItems?:
    | { name: string; unitAmount: string; quantity?: number; description?: string | null; imageUrl?: string | null }[]
    | null;
  /** Comes back in every answer and event. Up to 50 keys, values of 500 characters. */
  metadata?: Record<string, string> | null;
  customerEmail?: string | null;
  successUrl?: string | null;
  cancelUrl?: string | null;
  returnUrl?: string | null;
}

export interface PaymentMethod extends Method {
  object: 'payment_method';
  networkLabel: string;
  name: string;
  /** What one payment can ask, in whole units. */
  limits: { min: string; max: string };
  requiredConfirmations: number;
  healthy: boolean;
  internalTransfers: 'automatic' | 'manual' | null;
  livemode: boolean;
}

export type SessionEventType = `session.${SessionStatus | 'created' | 'extended'}`;
export type EventType = SessionEventType | 'webhook.test';

interface EventBase {
  /** The same in every attempt to deliver it: drop what you have seen. */
  id: string;
  livemode: boolean;
  createdAt: string;
}

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

export type OpentillEvent = SessionEvent | WebhookTestEvent;

export interface WebhookEndpoint {
  id: string;
  object: 'webhook_endpoint';
  url: string;
  description: string | null;
  /** Event types, or `['*']`. */
  events: string[];
  status: 'enabled' | 'disabled';
  /** Why the server disabled it: it answered 410 Gone. */
  disabledReason: string | null;
  /** Until then the secret before the last rotation signs too. */
  previousSecretExpiresAt: string | null;
  livemode: boolean;
  createdAt: string;
  updatedAt: string;
}

/** The one answer in which the secret is shown. */
export interface WebhookEndpointWithSecret extends WebhookEndpoint {
  /** `whsec_…`: keep it where your receiver can read it. */
  secret: string;
}

export interface WebhookEndpointCreateParams {
  url: string;
  /** `['session.paid', 'session.paid_late']`, or `['*']` for all, those of later versions included. */
  events: (SessionEventType | '*')[];
  description?: string | null;
}

export interface WebhookEndpointRotateParams {
  /** How long the old secret signs beside the new one: a day by default, 0 ends it at once. */
  expiresInSeconds?: number;
}

export interface WebhookEndpointUpdateParams {
  url?: string;
  events?: (SessionEventType | '*')[];
  description?: string | null;
  status?: 'enabled' | 'disabled';
}

export interface WebhookAttempt {
  attempt: number;
  startedAt: string;
  durationMs: number;
  responseStatus: number | null;
  /** The reply's first 2 kB. */
  responseBody: string | null;
  error: string | null;
}

export interface WebhookDelivery {
  id: string;
  object: 'webhook_delivery';
  endpoint: string;
  event: string;
  eventType: string | null;
  status: 'pending' | 'delivered' | 'failed';
  attemptCount: number;
  nextAttemptAt: string | null;
  livemode: boolean;
  createdAt: string;
  updatedAt: string;
}

/** With its attempts, as `retrieve` gives it. */
export interface WebhookDeliveryDetails extends WebhookDelivery {
  attempts: WebhookAttempt[];
}

export type Scenario = 'exact' | 'underpaid' | 'overpaid' | 'late' | 'twice' | 'wrong_token' | 'reorged';

export interface SimulatedPayment {
  object: 'simulated_payment';
  scenario: Scenario;
  /** Hashes of the devnet transactions that were sent. */
  transactions: string[];
}
