import { type ExactNumber, isExactNumber } from '../../core/exact-number.ts';
import { compareDecimals, type Decimal, formatDecimal, parseDecimal, trimDecimal } from '../../core/money/decimal.ts';
import type { Money } from '../../core/money/money.ts';
import { checkAmount, checkCurrency } from '../../operations/check-amount.ts';
import { type Refusal, refuse } from '../../operations/refusal.ts';

/**
 * A positive amount in major units from a JSON number, or from decimal text. A number means its value: `1e2` is 100 and
 * `39.990` is 39.99; more decimals than the currency has are refused, never rounded.
 */
export function readAmount(
  value: ExactNumber | string,
  currency: string,
  names: { readonly amount: string; readonly currency: string },
): Money | Refusal {
  const unknown = checkCurrency(currency, names.currency);
  if (unknown) return unknown;
  if (!isExactNumber(value)) return checkAmount(value, currency, names.amount);
  const number = numberValue(value.rawJSON);
  return number === null
    ? tooLong(names.amount)
    : checkAmount(formatDecimal(trimDecimal(number)), currency, names.amount);
}

/** How it was sent: a number's own text, or the text itself. */
export function sentText(value: ExactNumber | string): string {
  return isExactNumber(value) ? value.rawJSON : value;
}

/** What was sent, as long as it still says the session's amount, which may have changed since; otherwise that amount. */
export function amountAsSent(sent: unknown, amount: string): string {
  if (typeof sent !== 'string') return amount;
  const [was, is] = [numberValue(sent), numberValue(amount)];
  return was !== null && is !== null && compareDecimals(was, is) === 0 ? sent : amount;
}

const numberValue = (text: string): Decimal | null => parseDecimal(text, { sign: true, exponent: true });

function tooLong(param: string): Refusal {
  return refuse(
    'amount_invalid',
    `\`${param}\` has more digits, or a greater exponent, than any amount: write it out, such as 39.99.`,
    param,
  );
}
