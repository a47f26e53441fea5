import type { Hex } from '../hex.ts';

/** A stored document is not what this version writes: a fault, never a client's mistake. */
export class MalformedDocumentError extends Error {
  override readonly name = 'MalformedDocumentError';
}

type Document = Readonly<Record<string, unknown>>;

const WHOLE = /^(?:0|-?[1-9][0-9]*)$/;
const HEX = /^0x(?:[0-9a-f]{2})*$/;

function malformed(what: string, expected: string): never {
  throw new MalformedDocumentError(`stored document: ${what} must be ${expected}`);
}

/** An object with `count` keys. The readers below name each of them; one key more is one that this version does not know. */
export function documentOf(value: unknown, what: string, count: number): Document {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) malformed(what, 'an object');
  if (Object.keys(value).length !== count) malformed(what, `an object of ${count} fields`);
  return value as Document;
}

export function listOf(value: unknown, what: string): readonly unknown[] {
  return Array.isArray(value) ? value : malformed(what, 'a list');
}

export function textOf(document: Document, key: string): string {
  const value = document[key];
  return typeof value === 'string' ? value : malformed(key, 'text');
}

export function choiceOf<T extends string>(document: Document, key: string, choices: readonly T[]): T {
  return choices.find((choice) => choice === document[key]) ?? malformed(key, `one of ${choices.join(', ')}`);
}

/** A bigint, stored as decimal text. */
export function wholeOf(value: unknown, what: string): bigint {
  return typeof value === 'string' && WHOLE.test(value) ? BigInt(value) : malformed(what, 'a whole number as text');
}

/** A count or a length of time: a safe integer from 0. Never an amount. */
export function countOf(document: Document, key: string): number {
  const value = document[key];
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : malformed(key, 'a count');
}

export function hexOrNullOf(document: Document, key: string): Hex | null {
  const value = document[key];
  if (value === null) return null;
  return typeof value === 'string' && HEX.test(value) ? (value as Hex) : malformed(key, 'hexadecimal text or null');
}
