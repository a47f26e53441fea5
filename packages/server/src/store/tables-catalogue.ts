import type { ColumnType } from 'kysely';
import type { Metadata } from '../core/metadata.ts';
import type { Address } from '../core/session/details.ts';
import type { NullableJson, NullableTimestamp, Timestamp } from './column-types.ts';

export interface ProductsTable {
  organization_id: string;
  id: string;
  livemode: boolean;
  name: string;
  description: string | null;
  image_url: string | null;
  tax_category: string | null;
  unit_amount: string | null;
  currency: string | null;
  active: boolean;
  metadata: NullableJson<Metadata>;
  first_used_at: NullableTimestamp;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface DiscountsTable {
  organization_id: string;
  id: string;
  livemode: boolean;
  code: string;
  code_key: string;
  name: string | null;
  percent_off: string | null;
  amount_off: string | null;
  currency: string | null;
  max_redemptions: number | null;
  once_per_customer: boolean;
  starts_at: NullableTimestamp;
  expires_at: NullableTimestamp;
  active: boolean;
  metadata: NullableJson<Metadata>;
  times_redeemed: ColumnType<number, number | undefined, number>;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface DiscountRedemptionsTable {
  organization_id: string;
  discount_id: string;
  session_id: string;
  livemode: boolean;
  customer_id: string | null;
  email: string | null;
  redeemed_at: Timestamp;
  released_at: NullableTimestamp;
}

export interface CustomersTable {
  organization_id: string;
  id: string;
  livemode: boolean;
  email: string | null;
  email_key: string | null;
  name: string | null;
  phone: string | null;
  billing_address: NullableJson<Address>;
  shipping_address: NullableJson<Address>;
  metadata: NullableJson<Metadata>;
  external_reference: string | null;
  archived_at: NullableTimestamp;
  erased_at: NullableTimestamp;
  created_at: Timestamp;
  updated_at: Timestamp;
}
