const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 22; // 62^22 > 2^128
const MAX = 1n << 128n;

/** A UUID's 128 bits as `length` base62 digits, padded, so that each id has one spelling and sorts as the UUID does. */
export function uuidToBase62(uuid: string, length = LENGTH): string {
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let i = 0; i < length; i++) {
    text = DIGITS[Number(rest % 62n)] + text;
    rest /= 62n;
  }
  return text;
}

/** The inverse; `undefined` for anything that `uuidToBase62` cannot have written. */
export function base62ToUuid(text: string, length = LENGTH): string | undefined {
  if (text.length !== length) return undefined;
  let value = 0n;
  for (const char of text) {
    const digit = DIGITS.indexOf(char);
    if (digit < 0) return undefined;
    value = value * 62n + BigInt(digit);
  }
  if (value >= MAX) return undefined;
  const hex = value.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
