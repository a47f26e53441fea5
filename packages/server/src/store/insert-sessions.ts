import type pg from 'pg';
import type { Hex } from '../core/hex.ts';
import type { Session } from '../core/session/session.ts';
import { encodeTerms } from '../core/session/terms-json.ts';
import type { Instant } from '../core/time.ts';
import { toBytes } from './database.ts';

export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  /** The resource at that moment, as JSON text. */
  readonly data: string;
}

export interface NewSession {
  readonly session: Session;
  /** Where the address comes from; null where there is nothing to pay. */
  readonly addressIndex: { readonly xpubId: string; readonly index: bigint } | null;
  /** Told at once: `session.created`, and `session.paid` for a total of zero. */
  readonly created: NewEvent;
  readonly paid: NewEvent | null;
  /** Present when a method was chosen explicitly. */
  readonly paymentId: string | null;
  readonly idempotency: { readonly route: string; readonly key: string; readonly bodyHash: Buffer } | null;
}

/**
 * Session, address, events, payment and idempotency record of many creates in one statement: one round trip and one
 * commit for all that wait at the moment (measured: a commit each costs three times as much at 64 at once). A row whose
 * idempotency key is taken is left out and does not fail its neighbours; the ids of those that were written come back.
 */
const INSERT = `
WITH input AS (
  SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::boolean[], $4::uuid[], $5::text[], $6::int[], $7::jsonb[], $8::text[], $9::text[],
    $10::bytea[], $11::uuid[], $12::bigint[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[], $16::timestamptz[],
    $17::text[], $18::jsonb[], $19::jsonb[], $20::text[], $21::text[], $22::text[], $23::text[], $24::timestamptz[],
    $25::uuid[], $26::text[], $27::uuid[], $28::text[], $29::uuid[], $30::text[], $31::text[], $32::bytea[]
  ) AS input (
    organization_id, id, livemode, site_id, status, version, terms, networks, method,
    address, xpub_id, address_index, expires_at, grace_ends_at, next_deadline, paid_at,
    description, line_items, metadata, customer_email, success_url, cancel_url, return_url, created_at,
    created_event_id, created_data, paid_event_id, paid_data, payment_id, route, key, body_hash
  )
), claimed AS (
  INSERT INTO idempotency_records
    (organization_id, livemode, route, key, body_hash, event_id, response_status, created_at)
  SELECT organization_id, livemode, route, key, body_hash, created_event_id, 201, created_at
  FROM input WHERE key IS NOT NULL
  ON CONFLICT DO NOTHING
  RETURNING event_id
), accepted AS (
  SELECT * FROM input WHERE key IS NULL OR created_event_id IN (SELECT event_id FROM claimed)
), new_sessions AS (
  INSERT INTO sessions
    (organization_id, id, livemode, site_id, status, version, terms, networks, method, address, told_paid,
     expires_at, grace_ends_at, next_deadline, paid_at, description, line_items, metadata, customer_email,
     success_url, cancel_url, return_url, created_at, updated_at)
  SELECT organization_id, id, livemode, site_id, status, version, terms, string_to_array(networks, ','), method, address,
     status = 'paid', expires_at, grace_ends_at, next_deadline, paid_at, description, line_items, metadata, customer_email,
     success_url, cancel_url, return_url, created_at, created_at
  FROM accepted
), new_addresses AS (
  INSERT INTO addresses (address, organization_id, session_id, xpub_id, address_index)
  SELECT address, organization_id, id, xpub_id, address_index FROM accepted WHERE address IS NOT NULL
), new_payments AS (
  INSERT INTO payments (organization_id, id, session_id, method, created_at)
  SELECT organization_id, payment_id, id, method, created_at FROM accepted WHERE payment_id IS NOT NULL
), new_events AS (
  INSERT INTO events (organization_id, id, livemode, type, session_id, version, data, created_at)
  SELECT organization_id, created_event_id, livemode, 'session.created', id, 1, created_data::json, created_at FROM accepted
  UNION ALL
  SELECT organization_id, paid_event_id, livemode, 'session.paid', id, version, paid_data::json, created_at
  FROM accepted WHERE paid_event_id IS NOT NULL
)
SELECT id FROM accepted`;

const iso = (instant: Instant | null) => (instant === null ? null : new Date(instant).toISOString());
const bytes = (hex: Hex | null) => (hex === null ? null : toBytes(hex));
const json = (value: unknown) => (value === null ? null : JSON.stringify(value));

/** One column a line, in the order of the statement's parameters. */
const COLUMNS: readonly ((row: NewSession) => unknown)[] = [
  ({ session }) => session.organizationId,
  ({ session }) => session.id,
  ({ session }) => session.livemode,
  ({ session }) => session.siteId,
  ({ session }) => session.status,
  ({ session }) => session.version,
  ({ session }) => JSON.stringify(encodeTerms(session.terms)),
  ({ session }) => [...new Set(session.terms.offers.map((offer) => offer.network))].join(','),
  ({ session }) => session.method,
  ({ session }) => bytes(session.address),
  ({ addressIndex }) => addressIndex?.xpubId ?? null,
  ({ addressIndex }) => addressIndex?.index ?? null,
  ({ session }) => iso(session.expiresAt),
  ({ session }) => iso(session.graceEndsAt),
  ({ session }) => iso(session.nextDeadline),
  ({ session }) => iso(session.paidAt),
  ({ session }) => session.description,
  ({ session }) => json(session.lineItems),
  ({ session }) => json(session.metadata),
  ({ session }) => session.customerEmail,
  ({ session }) => session.successUrl,
  ({ session }) => session.cancelUrl,
  ({ session }) => session.returnUrl,
  ({ session }) => iso(session.createdAt),
  ({ created }) => created.id,
  ({ created }) => created.data,
  ({ paid }) => paid?.id ?? null,
  ({ paid }) => paid?.data ?? null,
  ({ paymentId }) => paymentId,
  ({ idempotency }) => idempotency?.route ?? null,
  ({ idempotency }) => idempotency?.key ?? null,
  ({ idempotency }) => idempotency?.bodyHash ?? null,
];

/** Writes all or, when a constraint other than the idempotency key refuses one, none and throws. Returns the ids written. */
export async function insertSessions(pool: pg.Pool, rows: readonly NewSession[]): Promise<ReadonlySet<string>> {
  const values = COLUMNS.map((column) => rows.map(column));
  const result = await pool.query<{ id: string }>({ name: 'insert-sessions', text: INSERT, values });
  return new Set(result.rows.map((row) => row.id));
}
