import { type Selectable, sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import type { Event } from '../core/webhook/envelope.ts';
import { moment, type Queries, toTimestamp } from './database.ts';
import type { SessionKey } from './sessions.ts';
import type { EventsTable } from './tables.ts';

export interface NewEvent {
  readonly organizationId: string;
  /** UUIDv7, so that the order of ids is the order of creation; of what has versions, by `eventId`. */
  readonly id: string;
  readonly livemode: boolean;
  readonly type: string;
  readonly sessionId: string | null;
  readonly version: number | null;
  /** The resource at that moment, as the API shows it. */
  readonly data: object;
  /** A test event goes to this endpoint alone. */
  readonly endpointId?: string | undefined;
  readonly createdAt: Instant;
}

/** The driver makes one text of a statement's events: it holds so many characters of them, or one that is longer. */
const MOST_CHARACTERS = 8_000_000;
const MOST_EVENTS = 500;

/**
 * Writes events into the outbox, in the transaction of the change that they tell; after its commit call
 * `wake.emit('outbox', null)`. One statement for as many as it can bear, and no NOTIFY: see docs/adr/0002-delivery-queue.md.
 */
export async function insertEvents(queries: Queries, events: readonly NewEvent[]): Promise<void> {
  let together: WrittenEvent[] = [];
  let characters = 0;
  for (const event of events) {
    const data = JSON.stringify(event.data);
    if (together.length === MOST_EVENTS || (together.length > 0 && characters + data.length > MOST_CHARACTERS)) {
      await insertTogether(queries, together);
      together = [];
      characters = 0;
    }
    together.push({ ...event, data });
    characters += data.length;
  }
  if (together.length > 0) await insertTogether(queries, together);
}

type WrittenEvent = Omit<NewEvent, 'data'> & { readonly data: string };

async function insertTogether(queries: Queries, events: readonly WrittenEvent[]): Promise<void> {
  const column = <T>(read: (event: WrittenEvent) => T): T[] => events.map(read);
  await sql`
    INSERT INTO events
      (organization_id, id, livemode, type, session_id, version, data, endpoint_id, created_at)
    SELECT o, i, l, t, s, v, d::json, e, c FROM unnest(
      ${column((event) => event.organizationId)}::uuid[],
      ${column((event) => event.id)}::uuid[],
      ${column((event) => event.livemode)}::boolean[],
      ${column((event) => event.type)}::text[],
      ${column((event) => event.sessionId)}::uuid[],
      ${column((event) => event.version)}::integer[],
      ${column((event) => event.data)}::text[],
      ${column((event) => event.endpointId ?? null)}::uuid[],
      ${column((event) => toTimestamp(event.createdAt))}::timestamptz[]
    ) AS u (o, i, l, t, s, v, d, e, c)`.execute(queries);
}

export interface EventScope {
  readonly organizationId: string;
  readonly livemode: boolean;
  /** Older ones count as gone, though a row may live on as a create's replay. */
  readonly since: Instant;
}

export interface EventFilters {
  readonly type?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly createdFrom?: Instant | undefined;
  readonly createdBefore?: Instant | undefined;
}

/** An event of this organization and mode; another's does not exist. */
export async function findEvent(queries: Queries, scope: EventScope, id: string): Promise<Event | undefined> {
  const row = await scoped(queries, scope).where('id', '=', id).executeTakeFirst();
  return row && toEvent(row);
}

/** Newest first, after `startingAfter` when given. */
export async function listEvents(
  queries: Queries,
  scope: EventScope,
  filters: EventFilters,
  page: { limit: number; startingAfter?: string | undefined },
): Promise<readonly Event[]> {
  let query = scoped(queries, scope);
  if (filters.type !== undefined) query = query.where('type', '=', filters.type);
  if (filters.sessionId !== undefined) query = query.where('session_id', '=', filters.sessionId);
  if (filters.createdFrom !== undefined) query = query.where('created_at', '>=', moment(filters.createdFrom));
  if (filters.createdBefore !== undefined) query = query.where('created_at', '<', moment(filters.createdBefore));
  if (page.startingAfter !== undefined) query = query.where('id', '<', page.startingAfter);
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toEvent);
}

/** Everything ever told of these sessions, oldest first, also what the API no longer lists. */
export async function allEventsOf(queries: Queries, sessions: readonly SessionKey[]): Promise<readonly Event[]> {
  if (sessions.length === 0) return [];
  const rows = await queries
    .selectFrom('events')
    .selectAll()
    .where('organization_id', 'in', [...new Set(sessions.map(({ organizationId }) => organizationId))])
    .where(
      'session_id',
      'in',
      sessions.map(({ sessionId }) => sessionId),
    )
    .orderBy('id')
    .execute();
  return rows.map(toEvent);
}

function scoped(queries: Queries, scope: EventScope) {
  return queries
    .selectFrom('events')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('created_at', '>=', moment(scope.since));
}

/** A row of `events` as the core knows it. */
function toEvent(row: Selectable<EventsTable>): Event {
  return {
    organizationId: row.organization_id,
    id: row.id,
    livemode: row.livemode,
    type: row.type,
    sessionId: row.session_id,
    version: row.version,
    data: row.data,
    createdAt: row.created_at,
  };
}
