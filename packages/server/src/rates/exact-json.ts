import { parseJsonNumbers } from '../core/exact-number.ts';

/**
 * Parses JSON with every number as its own text (`2.50`, `1e-7`), so that no price passes through a binary float.
 * A string stays what it is: a source may write its prices either way.
 * @throws {SyntaxError} when the text is not JSON.
 */
export function parseExactJson(text: string): unknown {
  return parseJsonNumbers(text, (source) => source);
}

/** The member of an object, or `undefined` where there is no such object or no such own member. */
export function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
