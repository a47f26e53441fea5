import type { Hex } from '../hex.ts';
import type { SessionRefundStatus } from '../refund/refund.ts';
import type { Instant } from '../time.ts';
import type { SessionDetails } from './details.ts';
import type { Act, ClockAdvance, SessionStatus, SessionTerms } from './facts.ts';

export type { LineItem, SessionDetails } from './details.ts';

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
  /** Of its test clock; empty without one. The moments below are in that clock's time, but for `nextDeadline`. */
  readonly clock: readonly ClockAdvance[];
  readonly status: SessionStatus;
  readonly version: number;
  readonly toldPaid: boolean;
  readonly toldOverpaid: boolean;
  readonly expiresAt: Instant;
  readonly graceEndsAt: Instant;
  /** By the chains' own time. */
  readonly nextDeadline: Instant | null;
  readonly paidAt: Instant | null;
  readonly txHash: Hex | null;
  readonly restartedAs: string | null;
  /** The last load of the hosted page. */
  readonly accessedAt: Instant | null;
  /** When it was first told paid; stays whatever comes later. */
  readonly completedAt: Instant | null;
  /** From confirmed refunds; no part of the status. */
  readonly refundStatus: SessionRefundStatus | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** One attempt to pay: a method chosen, or paid without being chosen. */
export interface Payment {
  readonly id: string;
  readonly method: string;
  readonly createdAt: Instant;
}
