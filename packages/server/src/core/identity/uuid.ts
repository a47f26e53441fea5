import type { Instant } from '../time.ts';

/**
 * A version 7 UUID (RFC 9562 §5.7): 48 bits of time, then randomness, so that ids sort by creation.
 * Both are inputs. `random` is 10 bytes, of which 74 bits are used.
 */
export function uuidv7(at: Instant, random: Uint8Array): string {
  if (random.length !== 10) throw new RangeError('uuidv7 takes 10 random bytes');
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(at / 2 ** 32));
  view.setUint32(2, at % 2 ** 32);
  bytes.set(random, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const HIGHEST_ORDER = 0xfff;

/** The version 7 UUID with `order` in the 12 bits behind its time: of one millisecond's ids the one of a lower order comes first. */
export function inOrder(id: string, order: number): string {
  const bits = Math.min(order, HIGHEST_ORDER).toString(16).padStart(3, '0');
  return `${id.slice(0, 15)}${bits}${id.slice(18)}`;
}
