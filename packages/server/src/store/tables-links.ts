import type { CollectedFields, LinkQuestion } from '../core/link/payment-link.ts';
import type { Metadata } from '../core/metadata.ts';
import type { Json, NullableJson, NullableTimestamp, Timestamp } from './column-types.ts';

type MinorUnits = bigint | null;

export interface PaymentLinksTable {
  organization_id: string;
  id: string;
  livemode: boolean;
  site_id: string;
  slug: string;
  name: string;
  description: string | null;
  image_url: string | null;
  active: boolean;
  currency: string;
  amount_kind: 'fixed' | 'customer';
  amount: MinorUnits;
  amount_min: MinorUnits;
  amount_max: MinorUnits;
  amount_preset: MinorUnits;
  quantity_min: number | null;
  quantity_max: number | null;
  allowed_methods: string[];
  collect: Json<CollectedFields>;
  questions: Json<LinkQuestion[]>;
  use_limit: number | null;
  success_url: string | null;
  cancel_url: string | null;
  expires_in: number | null;
  metadata: NullableJson<Metadata>;
  created_at: Timestamp;
  updated_at: Timestamp;
  deleted_at: NullableTimestamp;
}

export interface SlugsTable {
  slug: string;
  organization_id: string;
  link_id: string;
  created_at: Timestamp;
}
