import type { Metadata } from '../core/metadata.ts';
import type { LineItem, Recurring } from '../core/session/details.ts';
import type { CancelReason, RenewalPolicy, SubscriptionStatus } from '../core/subscription/subscription.ts';
import type { Json, NullableJson, NullableTimestamp, Timestamp, Whole } from './column-types.ts';

export interface SubscriptionsTable {
  organization_id: string;
  id: string;
  livemode: boolean;
  site_id: string;
  first_session_id: string;
  customer_id: string | null;
  customer_email: string | null;
  status: SubscriptionStatus;
  version: number;
  currency: string;
  price: Whole;
  credit: Whole;
  backing: Whole;
  description: string | null;
  line_items: NullableJson<LineItem[]>;
  metadata: NullableJson<Metadata>;
  recurring: Json<Recurring>;
  policy: Json<RenewalPolicy>;
  anchor_number: number;
  anchor_at: Timestamp;
  current_number: number;
  current_starts_at: Timestamp;
  current_ends_at: Timestamp;
  misses: number;
  cancel_at_period_end: boolean;
  paused_at: NullableTimestamp;
  canceled_at: NullableTimestamp;
  cancel_reason: CancelReason | null;
  ended_at: NullableTimestamp;
  clock_offset_ms: Whole;
  test_clock_id: string | null;
  next_act_at: NullableTimestamp;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface SubscriptionPeriodsTable {
  organization_id: string;
  subscription_id: string;
  number: number;
  livemode: boolean;
  starts_at: Timestamp;
  ends_at: Timestamp;
  price: Whole;
  credit_used: Whole;
  amount: Whole;
  session_id: string;
  opened_at: NullableTimestamp;
  paid_at: NullableTimestamp;
  paid_session_id: string | null;
  missed_at: NullableTimestamp;
  voided_at: NullableTimestamp;
  worth: Whole;
  creditable: Whole;
  grace_spent_ms: Whole;
}
