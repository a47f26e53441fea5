import type { Timestamp } from './tables.ts';

export interface PostponedWorkTable {
  work: string;
  organization_id: string;
  id: string;
  failures: number;
  until: Timestamp;
}
