const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const VALUES: ReadonlyMap<string, number> = new Map([...DIGITS].map((digit, value) => [digit, value]));
const LENGTH = 22; // 62^22 > 2^128
const MAX = 1n << 128n;
/** So many digits at once: a `number` holds them exactly (62^8 < 2^53) and counts in half the time of a `bigint`. */
const CHUNK = 8;
const CHUNK_SIZE = 62n ** BigInt(CHUNK);

/** A UUID's 128 bits as `length` base62 digits, padded, so that each id has one spelling and sorts as the UUID does. */
export function uuidToBase62(uuid: string, length = LENGTH): string {
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  while (text.length < length) {
    text = chunkDigits(Number(rest % CHUNK_SIZE), Math.min(CHUNK, length - text.length)) + text;
    rest /= CHUNK_SIZE;
  }
  return text;
}

function chunkDigits(value: number, length: number): string {
  let rest = value;
  let text = '';
  for (let i = 0; i < length; i++) {
    text = DIGITS[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** The inverse; `undefined` for anything that `uuidToBase62` cannot have written. */
export function base62ToUuid(text: string, length = LENGTH): string | undefined {
  if (text.length !== length) return undefined;
  let value = 0n;
  for (let start = 0; start < length; start += CHUNK) {
    const digits = text.slice(start, start + CHUNK);
    const chunk = chunkValue(digits);
    if (chunk === undefined) return undefined;
    value = value * 62n ** BigInt(digits.length) + BigInt(chunk);
  }
  if (value >= MAX) return undefined;
  const hex = value.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function chunkValue(digits: string): number | undefined {
  let value = 0;
  for (const digit of digits) {
    const ofDigit = VALUES.get(digit);
    if (ofDigit === undefined) return undefined;
    value = value * 62 + ofDigit;
  }
  return value;
}
