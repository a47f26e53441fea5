import { createHmac } from 'node:crypto';
import type { Instant } from '../time.ts';

/** The dialect field that names where a checkout's notifications go. */
export const IPN_URL_FIELD = 'ipnUrl';

/** Told once, to the notifications' receivers alone: the buyer has opened the page. */
export const INITIATED_EVENT_TYPE = 'ipn.initiated';
/** Told to the same: the grace window of an underpaid checkout is over, and nothing more counts by itself. */
export const LAPSED_EVENT_TYPE = 'ipn.lapsed';
/** Told to the same: all that was paid has been sent back. */
export const REFUNDED_EVENT_TYPE = 'ipn.refunded';
export const IPN_EVENT_TYPES = [INITIATED_EVENT_TYPE, LAPSED_EVENT_TYPE, REFUNDED_EVENT_TYPE] as const;

/** The session's events that change the status of a notification. */
export const NOTIFIED_EVENT_TYPES = [
  'session.pending',
  'session.detected',
  'session.underpaid',
  'session.overpaid',
  'session.paid',
  'session.paid_late',
  'session.expired',
  'session.canceled',
  'session.failed',
] as const;

/**
 * Where the notifications of the session that an event tells go; null where nowhere, or where the address was erased with a
 * customer's data. `data` is the session's resource.
 */
export function ipnUrlOf(data: object): string | null {
  const { dialectFields } = data as { dialectFields?: { dialect?: unknown; fields?: Record<string, unknown> } | null };
  if (dialectFields?.dialect !== 'paymentgateway') return null;
  const url = dialectFields.fields?.[IPN_URL_FIELD];
  return typeof url === 'string' && URL.canParse(url) ? url : null;
}

const PREFIX = 'ipn_';
const BYTES = 32;

/** `ipn_` and base64url of 32 random bytes (an input). */
export function ipnSecret(random: Uint8Array): string {
  if (random.length !== BYTES) throw new RangeError(`an IPN secret takes ${BYTES} random bytes`);
  return PREFIX + Buffer.from(random).toString('base64url');
}

/**
 * The headers that prove a notification's origin, as seed 004's product gives them: hexadecimal HMAC-SHA256 of
 * `{timestamp}.{body}`, keyed by the secret's whole text. The timestamp is this attempt's, in seconds.
 */
export function ipnSignatureHeaders({ at, body }: { readonly at: Instant; readonly body: string }, secret: string) {
  const timestamp = String(Math.floor(at / 1000));
  return {
    'x-signature-timestamp': timestamp,
    'x-signature-hmac-sha256': createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex'),
  };
}
