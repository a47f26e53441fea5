import { type Column, type Extras, OF_DETAILED } from './insert-sessions-columns.ts';

const DETAILS = OF_DETAILED.map(({ name }) => `, ${name}`).join('');

/** What is told is told by the server's clock, also of a session that lives by another. */
const toldAt = (detailed: boolean) =>
  detailed ? "created_at - clock_offset_ms * interval '1 millisecond'" : 'created_at';

const newSessions = (detailed: boolean) => `new_sessions AS (
  INSERT INTO sessions
    (organization_id, id, livemode, site_id, status, version, terms, networks, method, address, told_paid,
     expires_at, grace_ends_at, next_deadline, paid_at, completed_at, description, line_items, metadata, customer_email,
     success_url, cancel_url, return_url, dialect_fields, created_at, updated_at${detailed ? DETAILS : ''})
  SELECT organization_id, id, livemode, site_id, status, version, terms, string_to_array(networks, ','), method, address,
     status = 'paid', expires_at, grace_ends_at, next_deadline, paid_at, paid_at, description, line_items, metadata,
     customer_email, success_url, cancel_url, return_url, dialect_fields, created_at, created_at${detailed ? DETAILS : ''}
  FROM accepted
)`;

const NEW_ADDRESSES = `new_addresses AS (
  INSERT INTO addresses (address, organization_id, session_id, xpub_id, address_index)
  SELECT address, organization_id, id, xpub_id, address_index FROM accepted WHERE address IS NOT NULL
)`;

const NEW_PAYMENTS = `new_payments AS (
  INSERT INTO payments (organization_id, id, session_id, method, created_at)
  SELECT organization_id, payment_id, id, method, created_at FROM accepted WHERE payment_id IS NOT NULL
)`;

/** The event whose snapshot is the create's answer. */
const answered = (paid: boolean) => (paid ? 'coalesce(paid_event_id, created_event_id)' : 'created_event_id');

const claimed = (paid: boolean, detailed: boolean) => `claimed AS (
  INSERT INTO idempotency_records
    (organization_id, livemode, route, key, body_hash, event_id, response_status, created_at)
  SELECT organization_id, livemode, route, key, body_hash, ${answered(paid)}, 201, ${toldAt(detailed)}
  FROM input WHERE key IS NOT NULL
  ON CONFLICT DO NOTHING
  RETURNING event_id
)`;

const newEvents = (paid: boolean, detailed: boolean) => `new_events AS (
  INSERT INTO events (organization_id, id, livemode, type, session_id, version, data, created_at)
  SELECT organization_id, created_event_id, livemode, 'session.created', id, 1, created_data, ${toldAt(detailed)}
  FROM accepted${paid ? paidEvents(detailed) : ''}
)`;

const paidEvents = (detailed: boolean) => `
  UNION ALL
  SELECT organization_id, paid_event_id, livemode, 'session.paid', id, version, paid_data, ${toldAt(detailed)}
  FROM accepted WHERE paid_event_id IS NOT NULL`;

type Named = Pick<Column, 'name' | 'sqlType'>;

/**
 * Writes many rows, handed over as one array a column. Rows whose idempotency key is taken are left out; the ids of
 * those that were written come back.
 */
export function insertMany(columns: readonly Named[], { keyed, paying, paid, detailed }: Extras): string {
  const arrays = columns.map(({ sqlType }, i) => `$${i + 1}::${sqlType}[]`).join(', ');
  const names = columns.map(({ name }) => name).join(', ');
  const onlyClaimed = keyed ? `WHERE key IS NULL OR ${answered(paid)} IN (SELECT event_id FROM claimed)` : '';
  return withParts([
    `input AS (SELECT * FROM unnest(${arrays}) AS input (${names}))`,
    ...(keyed ? [claimed(paid, detailed)] : []),
    `accepted AS (SELECT * FROM input ${onlyClaimed})`,
    ...insertParts(paying, paid, detailed),
  ]);
}

/**
 * The same for one row, handed over value by value. Its CTEs are folded away, and each INSERT takes its own values
 * straight from the parameters: half the work of a group of one.
 */
export function insertOne(columns: readonly Named[], { keyed, paying, paid, detailed }: Extras): string {
  const values = columns.map(({ name, sqlType }, i) => `$${i + 1}::${sqlType} AS ${name}`).join(', ');
  return withParts([
    `input AS NOT MATERIALIZED (SELECT ${values})`,
    ...(keyed ? [claimed(paid, detailed)] : []),
    `accepted AS NOT MATERIALIZED (SELECT input.* FROM input${keyed ? ', claimed' : ''})`,
    ...insertParts(paying, paid, detailed),
  ]);
}

const insertParts = (paying: boolean, paid: boolean, detailed: boolean): readonly string[] => [
  newSessions(detailed),
  NEW_ADDRESSES,
  newEvents(paid, detailed),
  ...(paying ? [NEW_PAYMENTS] : []),
];

const withParts = (parts: readonly string[]) => `WITH ${parts.join(', ')} SELECT id FROM accepted`;
