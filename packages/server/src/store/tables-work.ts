import type { Timestamp } from './column-types.ts';

export interface PostponedWorkTable {
  work: string;
  organization_id: string;
  id: string;
  failures: number;
  until: Timestamp;
}
