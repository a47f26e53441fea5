import { createHash } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const KEY = /^(ck|sk|pk)_((live|test)_[0-9A-Za-z]{32})$/;

/** A secret key stays on the merchant's server; a publishable one (`pk_…`) may stand in a web page. */
export type ApiKeyKind = 'secret' | 'publishable';

export interface ParsedApiKey {
  readonly kind: ApiKeyKind;
  readonly livemode: boolean;
  /** SHA-256 of what follows the prefix: `ck_…` and `sk_…` name the same key. */
  readonly hash: Buffer;
}

/** `undefined` for a text that cannot be a key of ours: no need to ask the database. */
export function parseApiKey(text: string): ParsedApiKey | undefined {
  const match = KEY.exec(text);
  if (!match) return undefined;
  return {
    kind: match[1] === 'pk' ? 'publishable' : 'secret',
    livemode: match[3] === 'live',
    hash: createHash('sha256').update(match[2]!).digest(),
  };
}

/**
 * A new key's text: 32 base62 characters, about 190 bits.
 * `random` yields bytes; those of 248 and above are drawn again, so that each character is equally likely.
 */
export function generateApiKey(
  { kind, livemode }: { kind: ApiKeyKind; livemode: boolean },
  random: (length: number) => Uint8Array,
): string {
  let text = '';
  while (text.length < 32) {
    for (const byte of random(48)) if (byte < 248 && text.length < 32) text += DIGITS[byte % 62];
  }
  return `${kind === 'publishable' ? 'pk' : 'ck'}_${livemode ? 'live' : 'test'}_${text}`;
}
