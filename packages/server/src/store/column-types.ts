import type { ColumnType, JSONColumnType } from 'kysely';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';

/** Read as epoch milliseconds, written as a Date. */
export type Timestamp = ColumnType<Instant, Date, Date>;
export type NullableTimestamp = ColumnType<Instant | null, Date | null | undefined, Date | null>;
/** Read as 0x text, written as bytes. */
export type Bytes = ColumnType<Hex, Buffer, Buffer>;
export type NullableBytes = ColumnType<Hex | null, Buffer | null | undefined, Buffer | null>;
/** Read as bigint; written as bigint (the driver sends its decimal text). */
export type Whole = ColumnType<bigint, bigint, bigint>;
/** Read parsed; written as JSON text. */
export type Json<T extends object | null> = JSONColumnType<T, string, string>;
export type NullableJson<T extends object> = JSONColumnType<T | null, string | null | undefined, string | null>;
