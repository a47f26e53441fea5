import { z } from 'zod';
import { type ExactNumber, isExactNumber } from '../../core/exact-number.ts';

/** What a transformation reads that must be there: a missing field reaches it as undefined, and is required in the API's document. */
const given = z.custom<unknown>(() => true);

/** A JSON number in a body that was parsed with `exactNumbers`: as its own text. */
export const exactNumberField = given.transform((input, context): ExactNumber => {
  if (isExactNumber(input)) return input;
  context.issues.push({ code: 'invalid_type', expected: 'number', input });
  return z.NEVER;
});

/** The same, or text. */
export const exactNumberOrText = given.transform((input, context): ExactNumber | string => {
  if (isExactNumber(input) || typeof input === 'string') return input;
  context.issues.push({ code: 'invalid_type', expected: 'number', input });
  return z.NEVER;
});

const WHOLE = /^(0|[1-9][0-9]{0,8})$/;

/** A count of seconds, not an amount: it may become a `number`. */
export const wholeNumberField = z.transform((input: unknown, context): number | undefined => {
  if (input === undefined) return undefined;
  if (isExactNumber(input) && WHOLE.test(input.rawJSON)) return Number(input.rawJSON);
  context.issues.push({ code: 'invalid_type', expected: 'int', input });
  return z.NEVER;
});
