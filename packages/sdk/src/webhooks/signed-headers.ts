import { SignatureVerificationError } from '../errors.ts';
import { fromBase64, fromHex } from './secret.ts';

/** `Headers`, or Node's `request.headers`, or any record. */
export type HeadersInput = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a delivery's headers claim. */
export interface SignedHeaders {
  readonly form: 'standard' | 'text';
  readonly timestampSeconds: number;
  /** What stands before the body in what was signed. */
  readonly prefix: string;
  readonly signatures: readonly Uint8Array<ArrayBuffer>[];
}

/**
 * Reads the Standard Webhooks headers (`webhook-id`, `webhook-timestamp`, `webhook-signature`), or where there is no
 * `webhook-signature`, `X-Webhook-Signature: t=…,v1=…`, or else a payment notification's `X-Signature-Timestamp` and
 * `X-Signature-HMAC-SHA256`.
 */
export function readSignedHeaders(headers: HeadersInput): SignedHeaders {
  const standard = header(headers, 'webhook-signature');
  if (standard !== null) return readStandard(headers, standard);
  const text = header(headers, 'x-webhook-signature');
  if (text !== null) return readText(text);
  const notification = header(headers, 'x-signature-hmac-sha256');
  if (notification !== null) return readNotification(headers, notification);
  throw new SignatureVerificationError('There is no signature header.', { code: 'signature_missing' });
}

function readStandard(headers: HeadersInput, signature: string): SignedHeaders {
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  if (id === null || timestamp === null) {
    throw new SignatureVerificationError('webhook-id or webhook-timestamp is missing.', { code: 'signature_missing' });
  }
  const versioned = signature.split(' ').filter((part) => part.startsWith('v1,'));
  return {
    form: 'standard',
    timestampSeconds: seconds(timestamp),
    prefix: `${id}.${timestamp}.`,
    signatures: versioned.flatMap((part) => fromBase64(part.slice(3)) ?? []),
  };
}

function readText(signature: string): SignedHeaders {
  const parts = signature.split(',').map((part) => part.trim());
  const timestamp = parts.find((part) => part.startsWith('t='))?.slice(2) ?? '';
  return {
    form: 'text',
    timestampSeconds: seconds(timestamp),
    prefix: `${timestamp}.`,
    signatures: parts.filter((part) => part.startsWith('v1=')).flatMap((part) => fromHex(part.slice(3)) ?? []),
  };
}

function readNotification(headers: HeadersInput, signature: string): SignedHeaders {
  const timestamp = header(headers, 'x-signature-timestamp');
  if (timestamp === null)
    throw new SignatureVerificationError('X-Signature-Timestamp is missing.', { code: 'signature_missing' });
  return {
    form: 'text',
    timestampSeconds: seconds(timestamp),
    prefix: `${timestamp}.`,
    signatures: [fromHex(signature)].flatMap((bytes) => bytes ?? []),
  };
}

function seconds(timestamp: string): number {
  if (/^\d{1,12}$/.test(timestamp)) return Number(timestamp);
  throw new SignatureVerificationError('The signature’s timestamp is malformed.', { code: 'timestamp_malformed' });
}

function header(headers: HeadersInput, name: string): string | null {
  if (headers instanceof Headers) return headers.get(name);
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() === name && value !== undefined)
      return typeof value === 'string' ? value : (value[0] ?? null);
  }
  return null;
}
