import { type ExactNumber, isExactNumber } from '../../core/exact-number.ts';
import { compareDecimals, type Decimal, formatDecimal, parseDecimal, trimDecimal } from '../../core/money/decimal.ts';
import type { Money } from '../../core/money/money.ts';
import { checkAmount, checkCurrency } from '../../operations/check-amount.ts';
import { type Refusal, refuse } from '../../operations/refusal.ts';

/**
 * A positive amount in major units from a JSON number, or from decimal text. Either means its value: `39.990` is 39.99, and
 * of a number `1e2` is 100; more decimals than the currency has are refused, never rounded.
 */
export function readAmount(
  value: ExactNumber | string,
  currency: string,
  names: { readonly amount: string; readonly currency: string },
): Money | Refusal {
  const unknown = checkCurrency(currency, names.currency);
  if (unknown) return unknown;
  if (!isExactNumber(value)) return checkAmount(withoutTrailingZeros(value), currency, names.amount);
  const number = numberValue(value.rawJSON);
  return number === null
    ? tooLong(names.amount)
    : checkAmount(formatDecimal(trimDecimal(number)), currency, names.amount);
}

/** What is no decimal text stays as it is, to be refused as it was sent. By hand: `0+$` would try at each of a million zeros. */
function withoutTrailingZeros(text: string): string {
  if (!/^[0-9]+\.[0-9]+$/.test(text)) return text;
  let end = text.length;
  while (text[end - 1] === '0') end--;
  return text.slice(0, text[end - 1] === '.' ? end - 1 : end);
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
