import type { NullableTimestamp, Timestamp, Whole } from './column-types.ts';

export interface RescansTable {
  id: string;
  network: string;
  from_number: Whole;
  to_number: Whole;
  done_number: Whole;
  repaired: Whole;
  started_at: Timestamp;
  updated_at: Timestamp;
  finished_at: NullableTimestamp;
}
