import type { Instant } from '../core/time.ts';
import { toTimestamp } from './database.ts';

/** PostgreSQL's code for a row that is there already. */
export const UNIQUE_VIOLATION = '23505';

/** What a `timestamptz` column takes that may be empty. */
export const timestampOrNull = (instant: Instant | null): Date | null =>
  instant === null ? null : toTimestamp(instant);

/** What a `json` column takes that may be empty. */
export const jsonOrNull = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
