import type { Hex } from '../hex.ts';
import type { Instant } from '../time.ts';

export const REFUND_STATUSES = ['awaiting_address', 'ready', 'sent', 'confirmed', 'failed', 'canceled'] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** How much of what was credited to a session has gone back; null: nothing. */
export type SessionRefundStatus = 'partial' | 'full';

/** Money that a merchant sends back from a wallet of their own. */
export interface Refund {
  readonly organizationId: string;
  readonly id: string;
  readonly livemode: boolean;
  readonly sessionId: string;
  /** The unexpected transfer that it gives back; null where the money counted as payment. */
  readonly transferId: string | null;
  readonly network: string;
  /** Null: the native coin. */
  readonly contract: Hex | null;
  readonly amountAtomic: bigint;
  readonly toAddress: Hex | null;
  readonly status: RefundStatus;
  readonly txHash: Hex | null;
  /** Why `txHash` does not confirm it, in a sentence. */
  readonly problem: string | null;
  readonly reason: string;
  /** Of the customer's link: those with a smaller number are worthless. */
  readonly linkNumber: number;
  /** By its chain's time: no transaction of an earlier block can be this refund. */
  readonly notBefore: Instant;
  readonly block: RefundBlock | null;
  readonly addressGivenAt: Instant | null;
  readonly sentAt: Instant | null;
  readonly confirmedAt: Instant | null;
  /** When its network is looked at again; null where nothing can come of it any more. */
  readonly nextCheckAt: Instant | null;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** The block that holds its transaction. */
export interface RefundBlock {
  readonly number: bigint;
  readonly hash: Hex;
  readonly timestamp: Instant;
}

export const REFUND_EVENT_TYPES = [
  'refund.created',
  'refund.address_given',
  'refund.sent',
  'refund.confirmed',
  'refund.failed',
  'refund.canceled',
  'refund.paid_after_all',
] as const;
export type RefundEventType = (typeof REFUND_EVENT_TYPES)[number];
