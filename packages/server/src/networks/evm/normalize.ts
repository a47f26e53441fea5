import type { BlockHeader } from '../../core/chain/blocks.ts';
import { ChainReadError, FutureBlockError } from '../../core/chain/errors.ts';
import type { Hex } from '../../core/hex.ts';
import type { Instant } from '../../core/time.ts';

/** Fields as a node gives them: nothing is believed before it was looked at. */
export type Raw = Readonly<Record<string, unknown>>;

const ADDRESS_LENGTH = 42;
const HASH_LENGTH = 66;
const LONGEST_QUANTITY = 66;
/** What each UTF-16 code unit is in hexadecimal: a lower-case digit (or a number), an upper-case digit, or none. */
const LOWER = 1;
const UPPER = 2;
const DIGITS = hexDigits();
/** The first second of the year 10000: from there on a moment has no ISO 8601 text of four digits, and soon no `Date`. */
const YEAR_10000_S = 253_402_300_800n;
/** No chain gets so far; and up to here a column of the database holds a height, and a `number` a difference of two. */
const HIGHEST_BLOCK = BigInt(Number.MAX_SAFE_INTEGER);

export function malformed(host: string, what: string): ChainReadError {
  return new ChainReadError('malformed', `${host} answered ${what}`, { host });
}

export function inconsistent(host: string, what: string): ChainReadError {
  return new ChainReadError('inconsistent', `${host} answered ${what}`, { host });
}

export function toRecord(value: unknown, host: string, what: string): Raw {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(host, `no ${what}`);
  return value as Raw;
}

/**
 * The highest kind of digit after `0x` (`LOWER`, `UPPER`), or 0 where something else is among them. Read once for each log
 * and block of a whole chain: a table takes a quarter of a regular expression's time.
 */
function digitsOf(text: string): number {
  if (text.charCodeAt(0) !== 0x30 || text.charCodeAt(1) !== 0x78) return 0;
  let highest = LOWER;
  for (let at = 2; at < text.length; at++) {
    const digit = DIGITS[text.charCodeAt(at)]!;
    if (digit === 0) return 0;
    if (digit > highest) highest = digit;
  }
  return highest;
}

function hexDigits(): Uint8Array {
  const table = new Uint8Array(2 ** 16);
  for (const digit of '0123456789abcdef') table[digit.charCodeAt(0)] = LOWER;
  for (const digit of 'ABCDEF') table[digit.charCodeAt(0)] = UPPER;
  return table;
}

function isQuantity(value: unknown): value is string {
  return typeof value === 'string' && value.length > 2 && value.length <= LONGEST_QUANTITY && digitsOf(value) !== 0;
}

/** A whole number of at most 256 bits in `0x` text. */
export function toQuantity(value: unknown, host: string, what: string): bigint {
  if (!isQuantity(value)) throw malformed(host, `no ${what}`);
  return BigInt(value);
}

/** A whole number that is small by its nature, such as an index in a block. */
export function toIndex(value: unknown, host: string, what: string): number {
  const index = isQuantity(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(index)) throw malformed(host, `no ${what}`);
  return index;
}

/** In lower case, as nearly all nodes write it. */
function toFixedHex(value: unknown, length: number, host: string, what: string): Hex {
  if (typeof value !== 'string' || value.length !== length) throw malformed(host, `no ${what}`);
  const digits = digitsOf(value);
  if (digits === 0) throw malformed(host, `no ${what}`);
  return (digits === LOWER ? value : value.toLowerCase()) as Hex;
}

export function toHash(value: unknown, host: string, what: string): Hex {
  return toFixedHex(value, HASH_LENGTH, host, what);
}

export function toAddress(value: unknown, host: string, what: string): Hex {
  return toFixedHex(value, ADDRESS_LENGTH, host, what);
}

/**
 * The header of a block as `eth_getBlockByNumber` gives it; the chain's seconds become milliseconds. One of after `latest` is
 * not believed: deadlines go by it.
 */
export function toHeader(block: Raw, host: string, latest: Instant = Number.POSITIVE_INFINITY): BlockHeader {
  const header = decodeHeader(block, host);
  if (header.timestamp > latest) throw new FutureBlockError(host, header.number, header.timestamp);
  return header;
}

function decodeHeader(block: Raw, host: string): BlockHeader {
  return {
    number: toHeight(block['number'], host),
    hash: toHash(block['hash'], host, 'block hash'),
    parentHash: toHash(block['parentHash'], host, 'parent hash'),
    timestamp: toInstant(block['timestamp'], host),
  };
}

function toHeight(value: unknown, host: string): bigint {
  const height = toQuantity(value, host, 'block number');
  if (height > HIGHEST_BLOCK) throw malformed(host, 'a block number that no chain has');
  return height;
}

function toInstant(value: unknown, host: string): Instant {
  const seconds = toQuantity(value, host, 'block timestamp');
  if (seconds >= YEAR_10000_S) throw malformed(host, 'a block timestamp that is no moment of this age');
  return Number(seconds) * 1_000;
}

/** A block number as JSON-RPC writes it. */
export function quantity(value: bigint): Hex {
  return `0x${value.toString(16)}`;
}
