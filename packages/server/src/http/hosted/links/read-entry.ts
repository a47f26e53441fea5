import type { LinkProblem } from '@opentill/checkout/link-view';
import { z } from 'zod';
import type { PaymentLink } from '../../../core/link/payment-link.ts';
import { formatMoney, parseMoney } from '../../../core/money/amounts.ts';
import { currencyExponent } from '../../../core/money/currency.ts';
import { parseDecimal } from '../../../core/money/decimal.ts';
import { formatForReading } from '../../../core/money/reading.ts';
import { readTypedAmount } from '../../../core/money/typed-amount.ts';
import type { FormField } from './form-fields.ts';

type CustomerPrice = Extract<PaymentLink['price'], { kind: 'customer' }>;

export const problem = (code: LinkProblem['code'], bound: string | null = null): LinkProblem => ({ code, bound });

/** What is wrong with the text of an entry; null when nothing is. Amounts and quantities are read below. */
export function findProblem(field: FormField, value: string): LinkProblem | null {
  if (value === '') return field.required ? problem(field.type === 'checkbox' ? 'unticked' : 'missing') : null;
  if (field.maxLength !== null && value.length > field.maxLength) return problem('too_long', `${field.maxLength}`);
  if (field.type === 'email' && !EMAIL.safeParse(value).success) return problem('email');
  if (field.type === 'tel' && !PHONE.test(value)) return problem('phone');
  if (field.type === 'number' && parseDecimal(value.replace(',', '.'), { sign: true }) === null)
    return problem('not_a_number');
  if (field.type === 'select' && !field.options.includes(value)) return problem('not_offered');
  return null;
}

const EMAIL = z.email();
/** At least five digits, and what people write between them. */
const PHONE = /^\+?(?:[\s().\-/]*[0-9]){5,20}[\s]*$/;

const MAX_AMOUNT_LENGTH = 40;

/** The customer's amount in minor units, within the link's bounds. */
export function readAmount(typed: string, price: CustomerPrice, locale: string): bigint | LinkProblem {
  const { currency, minimum, maximum } = price;
  const example = formatMoney({ minor: 1250n, currency });
  if (typed === '') return problem('missing');
  if (typed.length > MAX_AMOUNT_LENGTH) return problem('too_large');
  const read = readTypedAmount(typed, currencyExponent(currency));
  if ('flaw' in read) return problem(read.flaw, example);
  const parsed = parseMoney(read.text, currency);
  if (parsed.kind === 'invalid') {
    if (parsed.problem === 'too_many_decimals') return problem('too_many_decimals', example);
    return parsed.problem === 'too_large' ? problem('too_large') : problem('not_an_amount', example);
  }
  const { minor } = parsed.money;
  const least = minimum ?? 1n;
  const reading = (bound: bigint) => formatForReading({ minor: bound, currency }, locale);
  if (minor < least) return problem('too_low', reading(least));
  return maximum !== null && minor > maximum ? problem('too_high', reading(maximum)) : minor;
}

/** How many pieces, within the link's bounds. */
export function readQuantity(
  typed: string,
  bounds: { readonly minimum: number; readonly maximum: number },
): number | LinkProblem {
  if (typed === '') return problem('missing');
  if (!/^[0-9]{1,9}$/.test(typed)) return problem('not_whole');
  const quantity = Number.parseInt(typed, 10);
  if (quantity < bounds.minimum) return problem('too_low', `${bounds.minimum}`);
  return quantity > bounds.maximum ? problem('too_high', `${bounds.maximum}`) : quantity;
}
