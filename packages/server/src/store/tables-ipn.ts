import type { ColumnType } from 'kysely';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';

export interface IpnSecretsTable {
  organization_id: string;
  livemode: boolean;
  secret: ColumnType<Hex, Buffer, Buffer>;
  created_at: ColumnType<Instant, Date, Date>;
}
