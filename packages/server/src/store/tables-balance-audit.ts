import type { Bytes, NullableBytes, Timestamp, Whole } from './column-types.ts';

export interface BalanceAuditsTable {
  organization_id: string;
  session_id: string;
  network: string;
  /** Empty for the native coin. */
  asset: Bytes;
  block_number: Whole;
  balance: Whole;
  booked: Whole;
  unseen: Whole;
  audited_at: Timestamp;
}

export interface BalanceSurplusesTable {
  organization_id: string;
  id: string;
  session_id: string;
  network: string;
  contract: NullableBytes;
  recipient: Bytes;
  amount: Whole;
  block_number: Whole;
  block_hash: Bytes;
  block_time: Timestamp;
}

export interface BalanceAuditCursorsTable {
  network: string;
  newest_session: string;
  round_session: string | null;
  round_started_at: Timestamp;
}
