import type { Selectable } from 'kysely';
import type { Account, LedgerCause } from '../core/books/accounts.ts';
import type { ListedReason, UnexpectedStatus } from '../core/books/unexpected.ts';
import type { NullableBytes, NullableJson, NullableTimestamp, Timestamp, Whole } from './column-types.ts';

export interface LedgerEntriesTable {
  organization_id: string;
  id: string;
  livemode: boolean;
  session_id: string;
  transfer_id: string | null;
  refund_id: string | null;
  network: string;
  contract: NullableBytes;
  debit: Account;
  credit: Account;
  amount: Whole;
  cause: LedgerCause;
  created_at: Timestamp;
}

export interface UnexpectedTransfersTable {
  organization_id: string;
  transfer_id: string;
  livemode: boolean;
  session_id: string;
  reason: ListedReason;
  status: UnexpectedStatus;
  attached_session_id: string | null;
  refund_id: string | null;
  note: string | null;
  resolved_by: string | null;
  resolved_at: NullableTimestamp;
  version: number;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface AuditEntriesTable {
  organization_id: string;
  id: string;
  livemode: boolean;
  actor: string;
  action: string;
  subject: string;
  reason: string | null;
  details: NullableJson<Record<string, unknown>>;
  created_at: Timestamp;
}

export type LedgerEntryRow = Selectable<LedgerEntriesTable>;
