import type { DialectFields } from '../dialect.ts';
import type { Metadata } from '../metadata.ts';
import type { Instant } from '../time.ts';

export interface LineItem {
  readonly name: string;
  readonly description: string | null;
  readonly imageUrl: string | null;
  readonly quantity: number;
  /** Decimal text in the session's currency. */
  readonly unitAmount: string;
  /** `prod_…` of this server, or whatever the merchant calls it. */
  readonly productId: string | null;
  readonly taxCategory: string | null;
}

/** What was taken off the subtotal. Amounts are decimal text in the session's currency. */
export interface AppliedDiscount {
  /** UUID of the discount that was redeemed; null for one that the request itself spelled out. */
  readonly discountId: string | null;
  readonly code: string | null;
  readonly name: string | null;
  /** Decimal text such as `12.5`; null when it is a fixed amount. */
  readonly percentOff: string | null;
  readonly amountOff: string | null;
  /** What it took off this session, exactly. */
  readonly amount: string;
}

export interface Address {
  readonly line1: string | null;
  readonly line2: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
}

/** Who pays, as collected from them or given by the merchant. Personal data: erased on request. */
export interface CustomerDetails {
  readonly name: string | null;
  readonly phone: string | null;
  readonly billingAddress: Address | null;
  readonly shippingAddress: Address | null;
  /** Answers to a payment link's own questions. */
  readonly custom: Readonly<Record<string, string>> | null;
}

/** The price of a subscription, and how often it is asked. */
export interface Recurring {
  /** Decimal text in the session's currency: the price of each period, before anything is taken off. */
  readonly amount: string;
  readonly interval: 'day' | 'week' | 'month' | 'year';
  readonly intervalCount: number;
  readonly trialDays: number;
  /** After how many periods it ends by itself; null: it goes on. */
  readonly cycles: number | null;
  /** No period starts from then on; null: it goes on. */
  readonly endsAt: Instant | null;
  /** The ids of the methods that renewals offer; null: what the first session offered, or all. */
  readonly allowedMethods: readonly string[] | null;
}

/** Which period of its subscription a renewal asks for. */
export interface SubscriptionPeriod {
  /** 1 is the first that is paid for. */
  readonly number: number;
  readonly startsAt: Instant;
  /** The start of the next. */
  readonly endsAt: Instant;
}

/** What the merchant attached, or the customer gave; comes back in every answer and event. */
export interface SessionDetails {
  readonly mode: 'payment' | 'subscription';
  readonly description: string | null;
  readonly lineItems: readonly LineItem[] | null;
  readonly discounts: readonly AppliedDiscount[] | null;
  readonly metadata: Metadata | null;
  readonly customerEmail: string | null;
  /** UUID of a customer of this organization and mode. */
  readonly customerId: string | null;
  readonly customerDetails: CustomerDetails | null;
  /** UUID of the payment link it came from. */
  readonly linkId: string | null;
  /** UUID of the subscription that it started or renews. */
  readonly subscriptionId: string | null;
  readonly subscriptionPeriod: SubscriptionPeriod | null;
  readonly recurring: Recurring | null;
  readonly dialectFields: DialectFields | null;
  /** UUID of the test clock that it lives by; what comes from it lives by the same. */
  readonly testClockId: string | null;
  readonly successUrl: string | null;
  readonly cancelUrl: string | null;
  readonly returnUrl: string | null;
}

/** A session about which nothing more is known than its price: spread it and name what is known. */
export const NO_DETAILS: SessionDetails = {
  mode: 'payment',
  description: null,
  lineItems: null,
  discounts: null,
  metadata: null,
  customerEmail: null,
  customerId: null,
  customerDetails: null,
  linkId: null,
  subscriptionId: null,
  subscriptionPeriod: null,
  recurring: null,
  dialectFields: null,
  testClockId: null,
  successUrl: null,
  cancelUrl: null,
  returnUrl: null,
};

/** The details alone of anything that carries them. */
export function detailsOf(of: SessionDetails): SessionDetails {
  return {
    mode: of.mode,
    description: of.description,
    lineItems: of.lineItems,
    discounts: of.discounts,
    metadata: of.metadata,
    customerEmail: of.customerEmail,
    customerId: of.customerId,
    customerDetails: of.customerDetails,
    linkId: of.linkId,
    subscriptionId: of.subscriptionId,
    subscriptionPeriod: of.subscriptionPeriod,
    recurring: of.recurring,
    dialectFields: of.dialectFields,
    testClockId: of.testClockId,
    successUrl: of.successUrl,
    cancelUrl: of.cancelUrl,
    returnUrl: of.returnUrl,
  };
}
