import { OpentillConfigError } from '../options.ts';

const PREFIX = 'whsec_';
/** Of payment notifications: signs by its text alone. */
const NOTIFICATION_SECRET = /^ipn_[\w-]{43}$/;

/**
 * An HMAC-SHA256 key, twice: as Standard Webhooks uses it (the decoded bytes), and as `X-Webhook-Signature` and
 * `X-Signature-HMAC-SHA256` do (the text).
 */
export interface SigningKeys {
  /** Null for the secret of payment notifications, which are signed by the text only. */
  readonly standard: CryptoKey | null;
  readonly text: CryptoKey;
}

/** The keys behind a secret's text. Throws `OpentillConfigError`, without the text, for what is no signing secret. */
export async function signingKeys(secret: string): Promise<SigningKeys> {
  if (!secret) throw missingSecret();
  const isForNotifications = NOTIFICATION_SECRET.test(secret);
  const [standard, text] = await Promise.all([
    isForNotifications ? null : hmacKey(decodedSecret(secret)),
    hmacKey(new TextEncoder().encode(secret)),
  ]);
  return { standard, text };
}

/** What `process.env.…` gives where nobody has set it. */
export function missingSecret(): OpentillConfigError {
  return new OpentillConfigError(
    'There is no webhook secret: set WEBHOOK_SECRET, or what your program reads it from, to the endpoint’s (whsec_…).',
  );
}

function decodedSecret(secret: string): Uint8Array<ArrayBuffer> {
  const bytes = secret.startsWith(PREFIX) ? fromBase64(secret.slice(PREFIX.length)) : null;
  if (bytes === null || bytes.length < 16)
    throw new OpentillConfigError('The webhook secret looks like whsec_… (that of payment notifications like ipn_…).');
  return bytes;
}

function hmacKey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

/** The bytes of base64 text; `null` for anything else. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** The bytes of hexadecimal text; `null` for anything else. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
