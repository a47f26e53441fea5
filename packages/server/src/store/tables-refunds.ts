import type { ColumnType } from 'kysely';
import type { RefundStatus } from '../core/refund/refund.ts';
import type { NullableBytes, NullableTimestamp, Timestamp, Whole } from './column-types.ts';

export interface RefundsTable {
  organization_id: string;
  id: string;
  livemode: boolean;
  session_id: string;
  transfer_id: string | null;
  network: string;
  contract: NullableBytes;
  amount: Whole;
  to_address: NullableBytes;
  status: RefundStatus;
  tx_hash: NullableBytes;
  problem: string | null;
  reason: string;
  link_number: number;
  not_before: Timestamp;
  block_number: ColumnType<bigint | null, bigint | null | undefined, bigint | null>;
  block_hash: NullableBytes;
  block_time: NullableTimestamp;
  address_given_at: NullableTimestamp;
  sent_at: NullableTimestamp;
  confirmed_at: NullableTimestamp;
  next_check_at: NullableTimestamp;
  version: number;
  created_at: Timestamp;
  updated_at: Timestamp;
}
