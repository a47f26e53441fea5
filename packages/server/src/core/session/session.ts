import type { Hex } from '../hex.ts';
import type { Instant } from '../time.ts';
import type { Act, SessionStatus, SessionTerms } from './facts.ts';

export interface LineItem {
  readonly name: string;
  readonly description: string | null;
  readonly imageUrl: string | null;
  readonly quantity: number;
  /** Decimal text in the session's currency. */
  readonly unitAmount: string;
}

/** What the merchant attached; comes back in every answer and event. */
export interface SessionDetails {
  readonly description: string | null;
  readonly lineItems: readonly LineItem[] | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly customerEmail: string | null;
  readonly successUrl: string | null;
  readonly cancelUrl: string | null;
  readonly returnUrl: string | null;
}

/** A checkout session as the books hold it. `status` to `txHash` are the last told result of the derivation. */
export interface Session extends SessionDetails {
  readonly organizationId: string;
  readonly id: string;
  readonly livemode: boolean;
  readonly siteId: string;
  readonly terms: SessionTerms;
  /** The chosen method's id; null where there is nothing to pay. */
  readonly method: string | null;
  readonly address: Hex | null;
  readonly acts: readonly Act[];
  readonly status: SessionStatus;
  readonly version: number;
  readonly toldPaid: boolean;
  readonly toldOverpaid: boolean;
  readonly expiresAt: Instant;
  readonly graceEndsAt: Instant;
  readonly nextDeadline: Instant | null;
  readonly paidAt: Instant | null;
  readonly txHash: Hex | null;
  readonly restartedAs: string | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** One attempt to pay: a method chosen, or paid without being chosen. */
export interface Payment {
  readonly id: string;
  readonly method: string;
  readonly createdAt: Instant;
}
