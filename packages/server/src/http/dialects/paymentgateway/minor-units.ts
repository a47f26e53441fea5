import { z } from 'zod';
import { type ExactNumber, isExactNumber } from '../../../core/exact-number.ts';

const WHOLE = /^(0|[1-9][0-9]{0,15})$/;
/** What every JSON reader takes for the number that was written (RFC 8259 §6). */
const MOST = 2n ** 53n - 1n;
const PROBLEM = 'must be a whole number in minor units, such as 9900 for 99.00 dollars';

/** An amount in the currency's minor units: a JSON number, read from its own text. Zero and more. */
export const minorUnits = z
  .transform((input: unknown, context): ExactNumber => {
    if (isExactNumber(input) && WHOLE.test(input.rawJSON) && minorOf(input) <= MOST) return input;
    if (input === undefined) context.issues.push({ code: 'invalid_type', expected: 'number', input });
    else context.issues.push({ code: 'custom', message: PROBLEM, input });
    return z.NEVER;
  })
  .nonoptional()
  .meta({ type: 'integer', minimum: 0, description: 'In minor units (cents).', example: 9900 });

/** A checked amount, to count with. */
export const minorOf = ({ rawJSON }: ExactNumber): bigint => BigInt(rawJSON);

const QUANTITY = /^[1-9][0-9]{0,5}$/;

/** A count of pieces, not an amount: it may become a `number`. */
export const quantity = z
  .transform((input: unknown, context): number => {
    if (isExactNumber(input) && QUANTITY.test(input.rawJSON)) return Number(input.rawJSON);
    if (input === undefined) context.issues.push({ code: 'invalid_type', expected: 'number', input });
    else context.issues.push({ code: 'custom', message: 'must be a whole number from 1 to 999999', input });
    return z.NEVER;
  })
  .nonoptional()
  .meta({ type: 'integer', minimum: 1, maximum: 999_999, example: 1 });

const RATE = /^(100(\.0{1,4})?|[0-9]{1,2}(\.[0-9]{1,4})?)$/;

/** A percentage as it was written. Kept for the merchant's own records: the prices already hold the tax. */
export const vatRate = z
  .transform((input: unknown, context) => {
    if (isExactNumber(input) && RATE.test(input.rawJSON)) return input;
    context.issues.push({ code: 'custom', message: 'must be a percentage from 0 to 100, such as 20 or 5.5', input });
    return z.NEVER;
  })
  .meta({ type: 'number', description: 'For your records: `unitPrice` holds the tax already.', example: 20 });
