import { sql } from 'kysely';
import type { SessionDetails } from '../core/session/details.ts';
import { jsonOrNull } from './columns.ts';
import type { Queries, Transaction } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import type { SessionKey } from './sessions.ts';

/**
 * Who is meant: a customer's own sessions, or those with an address. Two customers can share one: `withCustomers` asks also
 * for those of them that belong to a customer by id.
 */
export type PersonFilter =
  | { readonly customerId: string }
  | { readonly email: string; readonly withCustomers: boolean };

const isTheirs = (person: PersonFilter) => {
  if ('customerId' in person) return sql<boolean>`customer_id = ${person.customerId}`;
  const hasAddress = sql<boolean>`lower(customer_email) = lower(${person.email})`;
  return person.withCustomers ? hasAddress : sql<boolean>`(${hasAddress} AND customer_id IS NULL)`;
};

/** The same for everything else that has an owner: a row's `customer_id`, and its address in the column named. */
export interface Named {
  readonly customerIds: readonly string[];
  /** As `emailKey` spells them. */
  readonly emails: readonly string[];
  readonly withCustomers: boolean;
}

export const isNamed = (
  { customerIds, emails, withCustomers }: Named,
  emailColumn: 'customer_email' | 'email',
) => sql<boolean>`(
  customer_id = ANY(${customerIds}::uuid[])
  OR (lower(${sql.ref(emailColumn)}) = ANY(${emails}::text[]) AND (${withCustomers}::boolean OR customer_id IS NULL)))`;

/** Ids of their sessions in order, after `after`. */
export async function sessionIdsOf(
  queries: Queries,
  scope: OrganizationScope,
  person: PersonFilter,
  page: { readonly limit: number; readonly after: string | null },
): Promise<readonly string[]> {
  let query = queries
    .selectFrom('sessions')
    .select('id')
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where(isTheirs(person));
  if (page.after !== null) query = query.where('id', '>', page.after);
  const rows = await query.orderBy('id').limit(page.limit).execute();
  return rows.map(({ id }) => id);
}

/** What erasure changes of a session. */
export type ErasableDetails = Pick<
  SessionDetails,
  | 'description'
  | 'lineItems'
  | 'metadata'
  | 'customerEmail'
  | 'customerDetails'
  | 'dialectFields'
  | 'successUrl'
  | 'cancelUrl'
  | 'returnUrl'
>;

export async function writeErased(tx: Transaction, key: SessionKey, details: ErasableDetails): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({
      description: details.description,
      line_items: jsonOrNull(details.lineItems),
      metadata: jsonOrNull(details.metadata),
      customer_email: details.customerEmail,
      customer_details: jsonOrNull(details.customerDetails),
      dialect_fields: jsonOrNull(details.dialectFields),
      success_url: details.successUrl,
      cancel_url: details.cancelUrl,
      return_url: details.returnUrl,
    })
    .where('organization_id', '=', key.organizationId)
    .where('id', '=', key.sessionId)
    .execute();
}

export interface StoredEvent {
  readonly id: string;
  readonly sessionId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Every event of these sessions. */
export async function eventsOfSessions(
  queries: Queries,
  organizationId: string,
  sessionIds: readonly string[],
): Promise<readonly StoredEvent[]> {
  const rows = await queries
    .selectFrom('events')
    .select(['id', 'session_id', 'data'])
    .where('organization_id', '=', organizationId)
    .where('session_id', 'in', sessionIds)
    .execute();
  return rows.map((row) => ({ id: row.id, sessionId: row.session_id, data: row.data as StoredEvent['data'] }));
}

/** Writes what is left of these events, and forgets what receivers answered to them: it may repeat what they were sent. */
export async function rewriteEvents(
  tx: Transaction,
  organizationId: string,
  events: readonly Pick<StoredEvent, 'id' | 'data'>[],
): Promise<void> {
  if (events.length === 0) return;
  const ids = events.map(({ id }) => id);
  const texts = events.map(({ data }) => JSON.stringify(data));
  await sql`
    UPDATE events SET data = u.d::json FROM unnest(${ids}::uuid[], ${texts}::text[]) AS u (i, d)
    WHERE organization_id = ${organizationId} AND id = u.i`.execute(tx);
  await sql`
    UPDATE webhook_attempts SET response_body = NULL
    FROM webhook_deliveries
    WHERE webhook_attempts.organization_id = ${organizationId} AND response_body IS NOT NULL
      AND webhook_deliveries.organization_id = ${organizationId}
      AND webhook_deliveries.id = webhook_attempts.delivery_id
      AND webhook_deliveries.event_id = ANY(${ids}::uuid[])`.execute(tx);
}
