import type { Hex } from '../core/hex.ts';

/**
 * The text of a `bytea[]` parameter. Written straight from the hex, because the driver's own way (each to bytes, then
 * back to hex) is what takes the time in a match over a hundred thousand recipients.
 */
export function toByteArray(values: readonly (Hex | null)[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : `"\\\\x${value.slice(2)}"`)).join(',')}}`;
}
