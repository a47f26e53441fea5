import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import { moment, type Queries, toTimestamp } from './database.ts';

/** Recurring work that takes the oldest rows of all organizations first. */
export type Work =
  | 'expire_session'
  | 'search_session'
  | 'tell_lapsed'
  | 'tell_lapsed_session'
  | 'settle_session'
  | 'renew_subscription';

export interface WorkItem {
  readonly work: Work;
  readonly organizationId: string;
  readonly id: string;
}

const FIRST_PAUSE_SECONDS = 5;
const LONGEST_PAUSE_SECONDS = 3600;
/** 5 s × 2^10 is beyond the longest. */
const MOST_DOUBLINGS = 10;

/** A condition on a query's rows: none that failed and is not to be tried again yet. `alias` has `organization_id` and `id`. */
export function isNotPostponed(work: Work, alias: string, now: Instant): RawBuilder<boolean> {
  return sql<boolean>`NOT EXISTS (
    SELECT FROM postponed_work postponed
    WHERE postponed.work = ${work} AND postponed.organization_id = ${sql.ref(`${alias}.organization_id`)}
      AND postponed.id = ${sql.ref(`${alias}.id`)} AND postponed.until > ${moment(now)})`;
}

export interface Postponed {
  readonly failures: number;
  readonly until: Instant;
}

/** Puts a row that failed aside: for seconds at first, twice as long each time, an hour at most. */
export async function postponeWork(queries: Queries, item: WorkItem, now: Instant): Promise<Postponed> {
  const { rows } = await sql<Postponed>`
    INSERT INTO postponed_work AS known (work, organization_id, id, failures, until)
    VALUES (${item.work}, ${item.organizationId}, ${item.id}, 1, ${toTimestamp(now + FIRST_PAUSE_SECONDS * 1000)})
    ON CONFLICT (work, organization_id, id) DO UPDATE SET failures = known.failures + 1,
      until = ${moment(now)} + interval '1 second' * least(${LONGEST_PAUSE_SECONDS}::int,
        ${FIRST_PAUSE_SECONDS}::int * (1 << least(known.failures, ${MOST_DOUBLINGS}::int)))
    RETURNING failures, until`.execute(queries);
  return rows[0]!;
}

/** Those whose time came before: they were done, or are no longer due. */
export async function forgetPostponed(queries: Queries, before: Instant): Promise<void> {
  await queries.deleteFrom('postponed_work').where('until', '<', moment(before)).execute();
}
