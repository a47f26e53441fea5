import { SignatureVerificationError } from '../errors.ts';
import { OpentillConfigError } from '../options.ts';
import type { OpentillEvent } from '../types.ts';
import { missingSecret, type SigningKeys, signingKeys } from './secret.ts';
import { type HeadersInput, readSignedHeaders, type SignedHeaders } from './signed-headers.ts';

export interface VerifyOptions {
  /** How old, or how far ahead, a message may be. 300 by default. */
  readonly toleranceSeconds?: number;
  /** Epoch milliseconds; the clock by default. */
  readonly now?: number;
}

/**
 * Proves that a webhook is genuine, fresh and unchanged, and gives its event. Hand over the body exactly as it arrived: parsed
 * and written again it is another text. During a rotation give both secrets. Signatures are compared in constant time.
 *
 *     const event = await webhooks.verify(await request.text(), request.headers, process.env.WEBHOOK_SECRET);
 *     if (event.type === 'session.paid') await ship(event.data.metadata.orderId);
 *
 * An endpoint that was made through another dialect's API is told in its shapes: name them, as in
 * `verify<PaymentNotification>(…)` for what an `ipnUrl` is sent.
 *
 * Throws `SignatureVerificationError`: answer 400 then. Throws `OpentillConfigError` for what is no secret, and
 * where there is none: `process.env.…` can be given as it is.
 */
export async function verify<Event extends object = OpentillEvent>(
  rawBody: string | Uint8Array | ArrayBuffer,
  headers: HeadersInput,
  secret: string | readonly string[] | undefined,
  { toleranceSeconds = 300, now = Date.now() }: VerifyOptions = {},
): Promise<Event> {
  const body = bodyBytes(rawBody);
  const secrets = typeof secret === 'string' ? [secret] : (secret ?? []);
  if (secrets.length === 0) throw missingSecret();
  const keys = await Promise.all(secrets.map(signingKeys));
  const signed = readSignedHeaders(headers);
  if (!(await isGenuine(signed, body, keys))) {
    throw new SignatureVerificationError('No signature matches the body and the secret.', {
      code: 'signature_mismatch',
    });
  }
  if (Math.abs(now / 1000 - signed.timestampSeconds) > toleranceSeconds) {
    const message = `The message was not signed within ${toleranceSeconds} s of now: a replay, or a wrong clock.`;
    throw new SignatureVerificationError(message, { code: 'timestamp_outside_tolerance' });
  }
  return readEvent<Event>(body);
}

function bodyBytes(rawBody: string | Uint8Array | ArrayBuffer): Uint8Array<ArrayBuffer> {
  if (typeof rawBody === 'string') return new TextEncoder().encode(rawBody);
  // A copy: a Node Buffer is often a window into a larger, shared memory.
  if (rawBody instanceof Uint8Array || rawBody instanceof ArrayBuffer) return new Uint8Array(rawBody);
  throw new OpentillConfigError('`rawBody` is the request’s body as text or bytes, before any parsing.');
}

/** Every pair of key and signature is tried, so that how long it takes says nothing. */
async function isGenuine(signed: SignedHeaders, body: Uint8Array, keys: readonly SigningKeys[]): Promise<boolean> {
  const prefix = new TextEncoder().encode(signed.prefix);
  const content = new Uint8Array(prefix.length + body.length);
  content.set(prefix);
  content.set(body, prefix.length);
  const tries = keys
    .flatMap((key) => key[signed.form] ?? [])
    .flatMap((key) => signed.signatures.map((signature) => crypto.subtle.verify('HMAC', key, signature, content)));
  return (await Promise.all(tries)).includes(true);
}

function readEvent<Event extends object>(body: Uint8Array): Event {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Event;
  } catch (cause) {
    throw new SignatureVerificationError('The body is no event.', { code: 'body_malformed', cause });
  }
}
