import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';

/** How values of one type are written in PostgreSQL's binary form: what its `…_recv` function reads. */
export interface ElementType<Value> {
  /** The type's number in the catalog: fixed for built-in types (pg_type.dat). */
  readonly oid: number;
  /** The type's name in SQL. */
  readonly sqlType: string;
  readonly byteLength: (value: Value) => number;
  readonly write: (into: Buffer, at: number, value: Value) => void;
}

export const UUID: ElementType<string> = {
  oid: 2950,
  sqlType: 'uuid',
  byteLength: () => 16,
  write: (into, at, value) => void into.write(value.replaceAll('-', ''), at, 'hex'),
};

export const BOOL: ElementType<boolean> = {
  oid: 16,
  sqlType: 'boolean',
  byteLength: () => 1,
  write: (into, at, value) => void into.writeUInt8(value ? 1 : 0, at),
};

export const INT4: ElementType<number> = {
  oid: 23,
  sqlType: 'integer',
  byteLength: () => 4,
  write: (into, at, value) => void into.writeInt32BE(value, at),
};

export const INT8: ElementType<bigint> = {
  oid: 20,
  sqlType: 'bigint',
  byteLength: () => 8,
  write: (into, at, value) => void into.writeBigInt64BE(value, at),
};

export const TEXT: ElementType<string> = {
  oid: 25,
  sqlType: 'text',
  byteLength: (value) => Buffer.byteLength(value),
  write: (into, at, value) => void into.write(value, at),
};

/** JSON text for a `json` column. */
export const JSON_TEXT: ElementType<string> = { ...TEXT, oid: 114, sqlType: 'json' };

const JSONB_VERSION = 1;

/** JSON text for a `jsonb` column. */
export const JSONB: ElementType<string> = {
  oid: 3802,
  sqlType: 'jsonb',
  byteLength: (value) => 1 + Buffer.byteLength(value),
  write: (into, at, value) => void into.write(value, into.writeUInt8(JSONB_VERSION, at)),
};

export const BYTEA: ElementType<Hex> = {
  oid: 17,
  sqlType: 'bytea',
  byteLength: (value) => (value.length - 2) / 2,
  write: (into, at, value) => void into.write(value.slice(2), at, 'hex'),
};

export const BYTES: ElementType<Buffer> = {
  oid: BYTEA.oid,
  sqlType: BYTEA.sqlType,
  byteLength: (value) => value.length,
  write: (into, at, value) => void value.copy(into, at),
};

/** 2000-01-01T00:00:00Z, from which PostgreSQL counts, in microseconds. */
const POSTGRES_EPOCH_MS = 946_684_800_000;

export const TIMESTAMPTZ: ElementType<Instant> = {
  oid: 1184,
  sqlType: 'timestamptz',
  byteLength: () => 8,
  write: (into, at, value) => void into.writeBigInt64BE(BigInt(value - POSTGRES_EPOCH_MS) * 1000n, at),
};
