import type { ColumnType, JSONColumnType } from 'kysely';
import type { ApiKeyKind } from '../core/api-key.ts';
import type { Position } from '../core/books/accounts.ts';
import type { Finality } from '../core/chain/assurance.ts';
import type { InternalTransfers } from '../core/chain/source.ts';
import type { Doubt } from '../core/chain/witness.ts';
import type { Dialect, DialectFields } from '../core/dialect.ts';
import type { Metadata } from '../core/metadata.ts';
import type { SessionRefundStatus } from '../core/refund/refund.ts';
import type {
  AppliedDiscount,
  CustomerDetails,
  LineItem,
  Recurring,
  SubscriptionPeriod,
} from '../core/session/details.ts';
import type { ClockAdvance } from '../core/session/facts.ts';
import type { RenewalSettings } from '../core/subscription/policy.ts';
import type { Bytes, Json, NullableBytes, NullableJson, NullableTimestamp, Timestamp, Whole } from './column-types.ts';
import type { BalanceAuditCursorsTable, BalanceAuditsTable, BalanceSurplusesTable } from './tables-balance-audit.ts';
import type { AuditEntriesTable, LedgerEntriesTable, UnexpectedTransfersTable } from './tables-books.ts';
import type { CustomersTable, DiscountRedemptionsTable, DiscountsTable, ProductsTable } from './tables-catalogue.ts';
import type { IpnSecretsTable } from './tables-ipn.ts';
import type { PaymentLinksTable, SlugsTable } from './tables-links.ts';
import type { RefundsTable } from './tables-refunds.ts';
import type { RescansTable } from './tables-rescans.ts';
import type { SubscriptionPeriodsTable, SubscriptionsTable } from './tables-subscriptions.ts';
import type { PostponedWorkTable } from './tables-work.ts';

export interface OrganizationsTable {
  id: string;
  name: string;
  created_at: Timestamp;
}

/** Stored on the site, copied into each new session's terms. Durations in seconds, tolerances in basis points. */
export interface SitePolicy {
  ttlSeconds: number;
  graceSeconds: number;
  maxLifetimeSeconds: number;
  maxExtensions: number;
  underToleranceBps: number;
  overToleranceBps: number;
  /** Whether the page of an expired session offers the customer a fresh one. */
  allowRestart: boolean;
  /** Method id; null: the native coin of the first network. */
  defaultMethod: string | null;
  /** How subscriptions renew; the defaults where absent. */
  renewals?: RenewalSettings;
}

export interface SiteBrand {
  logoUrl: string | null;
  /** `#rrggbb`. */
  accent: string | null;
  supportEmail: string | null;
}

export interface SitesTable {
  organization_id: string;
  id: string;
  name: string;
  brand: Json<SiteBrand>;
  policy: Json<SitePolicy>;
  allowed_origins: ColumnType<string[], string[] | undefined, string[]>;
  created_at: Timestamp;
}

export interface ApiKeysTable {
  hash: Bytes;
  id: string;
  organization_id: string;
  livemode: boolean;
  name: string;
  ending: string;
  kind: ColumnType<ApiKeyKind, ApiKeyKind | undefined, ApiKeyKind>;
  scopes: string[] | null;
  allowed_ips: string[] | null;
  created_at: Timestamp;
  last_used_at: NullableTimestamp;
  expires_at: NullableTimestamp;
  successor_id: string | null;
  revoked_at: NullableTimestamp;
}

export interface XpubsTable {
  id: string;
  organization_id: string;
  livemode: boolean;
  family: string;
  xpub: string;
  next_index: ColumnType<bigint, bigint | undefined, bigint>;
  created_at: Timestamp;
}

export interface XpubReturnedIndexesTable {
  xpub_id: string;
  first_index: Whole;
  last_index: Whole;
}

export interface AddressesTable {
  address: Bytes;
  organization_id: string;
  session_id: string;
  xpub_id: string;
  address_index: Whole;
}

export interface SessionsTable {
  organization_id: string;
  id: string;
  livemode: boolean;
  site_id: string;
  status: string;
  version: number;
  terms: Json<object>;
  networks: string[];
  method: string | null;
  address: NullableBytes;
  acts: Json<object[]>;
  told_paid: boolean;
  told_overpaid: boolean;
  expires_at: Timestamp;
  grace_ends_at: Timestamp;
  next_deadline: NullableTimestamp;
  search_unlisted_at: NullableTimestamp;
  paid_at: NullableTimestamp;
  tx_hash: NullableBytes;
  description: string | null;
  line_items: JSONColumnType<
    (Omit<LineItem, 'productId' | 'taxCategory'> & Partial<LineItem>)[] | null,
    string | null,
    string | null
  >;
  metadata: JSONColumnType<Metadata | null, string | null, string | null>;
  customer_email: string | null;
  success_url: string | null;
  cancel_url: string | null;
  return_url: string | null;
  restarted_as: string | null;
  mode: ColumnType<'payment' | 'subscription', 'payment' | 'subscription' | undefined, 'payment' | 'subscription'>;
  discounts: NullableJson<AppliedDiscount[]>;
  customer_id: string | null;
  customer_details: NullableJson<CustomerDetails>;
  link_id: string | null;
  subscription_id: string | null;
  subscription_period: NullableJson<SubscriptionPeriod>;
  subscription_settled_at: NullableTimestamp;
  recurring: NullableJson<Recurring>;
  dialect_fields: NullableJson<DialectFields>;
  test_clock_id: string | null;
  clock_offset_ms: ColumnType<bigint, bigint | undefined, bigint>;
  clock_advances: NullableJson<ClockAdvance[]>;
  accessed_at: NullableTimestamp;
  completed_at: NullableTimestamp;
  refund_status: ColumnType<
    SessionRefundStatus | null,
    SessionRefundStatus | null | undefined,
    SessionRefundStatus | null
  >;
  link_holder: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface PaymentsTable {
  organization_id: string;
  id: string;
  session_id: string;
  method: string;
  created_at: Timestamp;
}

export interface TransfersTable {
  organization_id: string;
  id: string;
  session_id: string;
  network: string;
  block_number: Whole;
  block_hash: Bytes;
  block_time: Timestamp;
  tx_hash: Bytes;
  position: string;
  contract: NullableBytes;
  sender: Bytes;
  recipient: Bytes;
  amount: Whole;
  listed: boolean;
  confirm_number: Whole;
  finality: ColumnType<Finality | null, Finality | null | undefined, Finality | null>;
  gated: ColumnType<boolean, boolean | undefined, boolean>;
  doubt: ColumnType<Doubt | null, Doubt | null | undefined, Doubt | null>;
  check_at: NullableTimestamp;
  confirmed_at: NullableTimestamp;
  found_at: Timestamp;
  orphaned_at: NullableTimestamp;
  frozen_at: NullableTimestamp;
  booked_as: Position | null;
  attached_session_id: string | null;
}

export interface ChainCursorsTable {
  network: string;
  chain_id: Whole;
  genesis_hash: Bytes;
  first_number: Whole;
  number: Whole;
  hash: Bytes;
  block_time: Timestamp;
  reread_number: Whole;
  witnessed_number: ColumnType<bigint | null, bigint | null | undefined, bigint | null>;
  witnessed_time: NullableTimestamp;
  tip_number: Whole;
  lease_token: Whole;
  updated_at: Timestamp;
  internal_transfers: ColumnType<InternalTransfers, InternalTransfers | undefined, InternalTransfers>;
}

export interface ChainBlocksTable {
  network: string;
  number: Whole;
  hash: Bytes;
  parent_hash: Bytes;
  block_time: Timestamp;
}

export interface LeasesTable {
  name: string;
  holder: string;
  token: Whole;
  expires_at: Timestamp;
}

export interface EventsTable {
  organization_id: string;
  id: string;
  livemode: boolean;
  type: string;
  session_id: string | null;
  version: number | null;
  data: Json<object>;
  endpoint_id: string | null;
  created_at: Timestamp;
  dispatched_at: NullableTimestamp;
}

export interface WebhookEndpointsTable {
  organization_id: string;
  id: string;
  livemode: boolean;
  url: string;
  description: string | null;
  event_types: string[];
  dialect: ColumnType<Dialect, Dialect | undefined, Dialect>;
  ipn: ColumnType<boolean, boolean | undefined, boolean>;
  status: 'enabled' | 'disabled';
  disabled_reason: string | null;
  secret: Bytes;
  previous_secret: NullableBytes;
  previous_secret_expires_at: NullableTimestamp;
  consecutive_failures: ColumnType<number, number | undefined, number>;
  resting_until: NullableTimestamp;
  created_at: Timestamp;
  updated_at: Timestamp;
  deleted_at: NullableTimestamp;
}

export interface WebhookDeliveriesTable {
  organization_id: string;
  id: string;
  livemode: boolean;
  endpoint_id: string;
  event_id: string;
  status: 'pending' | 'delivered' | 'failed';
  attempt_count: ColumnType<number, number | undefined, number>;
  next_attempt_at: NullableTimestamp;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface WebhookAttemptsTable {
  organization_id: string;
  delivery_id: string;
  attempt: number;
  started_at: Timestamp;
  duration_ms: number;
  response_status: number | null;
  response_body: string | null;
  error: string | null;
}

export interface IdempotencyRecordsTable {
  organization_id: string;
  livemode: boolean;
  route: string;
  key: string;
  body_hash: Bytes;
  event_id: string | null;
  response_status: number;
  response_body: NullableBytes;
  created_at: Timestamp;
  expires_at: NullableTimestamp;
}

export interface RatesTable {
  symbol: string;
  currency: string;
  price: string;
  observed_at: Timestamp;
  /** The names of the sources that agreed on it. */
  sources: Json<string[]>;
}

/** Never of live mode. */
export interface TestClocksTable {
  organization_id: string;
  id: string;
  livemode: boolean;
  name: string;
  offset_ms: ColumnType<bigint, bigint | undefined, bigint>;
  advances: ColumnType<number, number | undefined, number>;
  created_at: Timestamp;
  updated_at: Timestamp;
  deleted_at: NullableTimestamp;
}

export interface Database {
  organizations: OrganizationsTable;
  sites: SitesTable;
  api_keys: ApiKeysTable;
  xpubs: XpubsTable;
  xpub_returned_indexes: XpubReturnedIndexesTable;
  addresses: AddressesTable;
  sessions: SessionsTable;
  test_clocks: TestClocksTable;
  payments: PaymentsTable;
  transfers: TransfersTable;
  chain_cursors: ChainCursorsTable;
  chain_blocks: ChainBlocksTable;
  leases: LeasesTable;
  events: EventsTable;
  webhook_endpoints: WebhookEndpointsTable;
  webhook_deliveries: WebhookDeliveriesTable;
  webhook_attempts: WebhookAttemptsTable;
  idempotency_records: IdempotencyRecordsTable;
  rates: RatesTable;
  products: ProductsTable;
  discounts: DiscountsTable;
  discount_redemptions: DiscountRedemptionsTable;
  customers: CustomersTable;
  payment_links: PaymentLinksTable;
  slugs: SlugsTable;
  ledger_entries: LedgerEntriesTable;
  unexpected_transfers: UnexpectedTransfersTable;
  balance_audits: BalanceAuditsTable;
  balance_surpluses: BalanceSurplusesTable;
  balance_audit_cursors: BalanceAuditCursorsTable;
  audit_entries: AuditEntriesTable;
  refunds: RefundsTable;
  rescans: RescansTable;
  ipn_secrets: IpnSecretsTable;
  subscriptions: SubscriptionsTable;
  subscription_periods: SubscriptionPeriodsTable;
  postponed_work: PostponedWorkTable;
}
