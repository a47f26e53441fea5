import { encodeClock } from '../core/session/clock-json.ts';
import { encodeTerms } from '../core/session/terms-json.ts';
import { clockOffset } from '../core/session/test-clock.ts';
import { binaryArray, binaryValue } from './binary-array.ts';
import {
  BOOL,
  BYTEA,
  BYTES,
  type ElementType,
  INT4,
  INT8,
  JSON_TEXT,
  JSONB,
  TEXT,
  TIMESTAMPTZ,
  UUID,
} from './binary-types.ts';
import { jsonOrNull } from './columns.ts';
import type { NewSession } from './new-session.ts';

/** What some rows need beyond a session, its address and its event; a part that none needs is not even planned. */
export interface Extras {
  /** One of them carries an idempotency key. */
  readonly keyed: boolean;
  /** One of them starts with a payment: its method was chosen explicitly. */
  readonly paying: boolean;
  /** One of them has nothing to pay and is told as paid at once. */
  readonly paid: boolean;
  /** One of them carries more than a plain create does. */
  readonly detailed: boolean;
}

/** One of the statement's parameters. */
export interface Column {
  readonly name: string;
  readonly sqlType: string;
  readonly array: (rows: readonly NewSession[]) => Buffer;
  readonly value: (row: NewSession) => Buffer | null;
}

function column<Value>(name: string, type: ElementType<Value>, read: (row: NewSession) => Value | null): Column {
  return {
    name,
    sqlType: type.sqlType,
    array: (rows) => binaryArray(type, rows.map(read)),
    value: (row) => binaryValue(type, read(row)),
  };
}

const OF_EVERY_ROW: readonly Column[] = [
  column('organization_id', UUID, ({ session }) => session.organizationId),
  column('id', UUID, ({ session }) => session.id),
  column('livemode', BOOL, ({ session }) => session.livemode),
  column('site_id', UUID, ({ session }) => session.siteId),
  column('status', TEXT, ({ session }) => session.status),
  column('version', INT4, ({ session }) => session.version),
  column('terms', JSON_TEXT, ({ session }) => JSON.stringify(encodeTerms(session.terms))),
  column('networks', TEXT, ({ session }) => [...new Set(session.terms.offers.map((offer) => offer.network))].join(',')),
  column('method', TEXT, ({ session }) => session.method),
  column('address', BYTEA, ({ session }) => session.address),
  column('xpub_id', UUID, ({ addressIndex }) => addressIndex?.xpubId ?? null),
  column('address_index', INT8, ({ addressIndex }) => addressIndex?.index ?? null),
  column('expires_at', TIMESTAMPTZ, ({ session }) => session.expiresAt),
  column('grace_ends_at', TIMESTAMPTZ, ({ session }) => session.graceEndsAt),
  column('next_deadline', TIMESTAMPTZ, ({ session }) => session.nextDeadline),
  column('paid_at', TIMESTAMPTZ, ({ session }) => session.paidAt),
  column('description', TEXT, ({ session }) => session.description),
  column('line_items', JSONB, ({ session }) => jsonOrNull(session.lineItems)),
  column('metadata', JSON_TEXT, ({ session }) => jsonOrNull(session.metadata)),
  column('customer_email', TEXT, ({ session }) => session.customerEmail),
  column('success_url', TEXT, ({ session }) => session.successUrl),
  column('cancel_url', TEXT, ({ session }) => session.cancelUrl),
  column('return_url', TEXT, ({ session }) => session.returnUrl),
  column('dialect_fields', JSONB, ({ session }) => jsonOrNull(session.dialectFields)),
  column('created_at', TIMESTAMPTZ, ({ session }) => session.createdAt),
  column('created_event_id', UUID, ({ created }) => created.id),
  column('created_data', JSON_TEXT, ({ created }) => created.data),
];
const OF_KEYED: readonly Column[] = [
  column('route', TEXT, ({ idempotency }) => idempotency?.route ?? null),
  column('key', TEXT, ({ idempotency }) => idempotency?.key ?? null),
  column('body_hash', BYTES, ({ idempotency }) => idempotency?.bodyHash ?? null),
];
const OF_PAYING: readonly Column[] = [column('payment_id', UUID, ({ paymentId }) => paymentId)];
const OF_PAID: readonly Column[] = [
  column('paid_event_id', UUID, ({ paid }) => paid?.id ?? null),
  column('paid_data', JSON_TEXT, ({ paid }) => paid?.data ?? null),
];

export const OF_DETAILED: readonly Column[] = [
  column('mode', TEXT, ({ session }) => session.mode),
  column('discounts', JSONB, ({ session }) => jsonOrNull(session.discounts)),
  column('customer_id', UUID, ({ session }) => session.customerId),
  column('customer_details', JSONB, ({ session }) => jsonOrNull(session.customerDetails)),
  column('link_id', UUID, ({ session }) => session.linkId),
  column('subscription_id', UUID, ({ session }) => session.subscriptionId),
  column('subscription_period', JSONB, ({ session }) => jsonOrNull(session.subscriptionPeriod)),
  column('recurring', JSONB, ({ session }) => jsonOrNull(session.recurring)),
  column('test_clock_id', UUID, ({ session }) => session.testClockId),
  column('clock_offset_ms', INT8, ({ session }) => BigInt(clockOffset(session))),
  column('clock_advances', JSONB, ({ session }) =>
    session.clock.length === 0 ? null : JSON.stringify(encodeClock(session.clock)),
  ),
];

/** What is handed over of each row, in the order of the parameters. */
export function columnsFor({ keyed, paying, paid, detailed }: Extras): readonly Column[] {
  return [
    ...OF_EVERY_ROW,
    ...(detailed ? OF_DETAILED : []),
    ...(keyed ? OF_KEYED : []),
    ...(paying ? OF_PAYING : []),
    ...(paid ? OF_PAID : []),
  ];
}
