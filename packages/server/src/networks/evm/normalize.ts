import type { BlockHeader } from '../../core/chain/blocks.ts';
import { ChainReadError, FutureBlockError } from '../../core/chain/errors.ts';
import type { Hex } from '../../core/hex.ts';
import type { Instant } from '../../core/time.ts';

/** Fields as a node gives them: nothing is believed before it was looked at. */
export type Raw = Readonly<Record<string, unknown>>;

const ADDRESS = /^0x[0-9a-f]{40}$/;
const HASH = /^0x[0-9a-f]{64}$/;
const QUANTITY = /^0x[0-9a-fA-F]{1,64}$/;
/** The first second of the year 10000: from there on a moment has no ISO 8601 text of four digits, and soon no `Date`. */
const YEAR_10000_S = 253_402_300_800n;

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

/** A whole number of at most 256 bits in `0x` text. */
export function toQuantity(value: unknown, host: string, what: string): bigint {
  if (typeof value !== 'string' || !QUANTITY.test(value)) throw malformed(host, `no ${what}`);
  return BigInt(value);
}

/** A whole number that is small by its nature, such as an index in a block. */
export function toIndex(value: unknown, host: string, what: string): number {
  const index = typeof value === 'string' && QUANTITY.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(index)) throw malformed(host, `no ${what}`);
  return index;
}

/** Nodes write lower case, so that the first look nearly always suffices. */
function toFixedHex(value: unknown, pattern: RegExp, host: string, what: string): Hex {
  if (typeof value !== 'string') throw malformed(host, `no ${what}`);
  if (pattern.test(value)) return value as Hex;
  const lower = value.toLowerCase();
  if (!pattern.test(lower)) throw malformed(host, `no ${what}`);
  return lower as Hex;
}

export function toHash(value: unknown, host: string, what: string): Hex {
  return toFixedHex(value, HASH, host, what);
}

export function toAddress(value: unknown, host: string, what: string): Hex {
  return toFixedHex(value, ADDRESS, host, what);
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
    number: toQuantity(block['number'], host, 'block number'),
    hash: toHash(block['hash'], host, 'block hash'),
    parentHash: toHash(block['parentHash'], host, 'parent hash'),
    timestamp: toInstant(block['timestamp'], host),
  };
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
