import { createHmac } from 'node:crypto';
import type { Instant } from '../time.ts';
import { secretBytes } from './secret.ts';

export interface SignedMessage {
  /** The event's public id. */
  readonly id: string;
  /** The moment of this attempt, not of the event: a receiver refuses what is older than its tolerance. */
  readonly at: Instant;
  readonly body: string;
}

/**
 * The headers that prove a delivery's origin, once in each of two forms:
 * - Standard Webhooks 1.0.0 (https://github.com/standard-webhooks/standard-webhooks): base64 HMAC-SHA256 of
 *   `{id}.{timestamp}.{body}`, keyed by the secret's decoded bytes;
 * - `X-Webhook-Signature: t=…,v1=…`: hexadecimal HMAC-SHA256 of `{t}.{body}`, keyed by the secret's whole text.
 * During a rotation both secrets sign (the newer first), and a receiver accepts either.
 */
export function signatureHeaders(message: SignedMessage, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(message.at / 1000));
  const standard = secrets.map((secret) => `v1,${standardSignature(message, timestamp, secret)}`);
  const plain = secrets.map((secret) => `v1=${plainSignature(message.body, timestamp, secret)}`);
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': standard.join(' '),
    'x-webhook-signature': [`t=${timestamp}`, ...plain].join(','),
  };
}

function standardSignature(message: SignedMessage, timestamp: string, secret: string): string {
  return createHmac('sha256', secretBytes(secret))
    .update(`${message.id}.${timestamp}.${message.body}`)
    .digest('base64');
}

function plainSignature(body: string, timestamp: string, secret: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
}
