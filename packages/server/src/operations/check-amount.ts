import { parseMoney } from '../core/money/amounts.ts';
import { currencyExponent, isCurrency } from '../core/money/currency.ts';
import type { Money } from '../core/money/money.ts';
import { type Refusal, refuse } from './refusal.ts';

/** A positive amount of a known currency, or the refusal that names the field and the remedy. */
export function checkAmount(value: string, currency: string, param: string): Money | Refusal {
  const parsed = parseMoney(value, currency);
  if (parsed.kind === 'amount') return parsed.money;
  if (parsed.kind === 'zero') return refuse('amount_invalid', `\`${param}\` must be above zero.`, param);
  if (parsed.problem === 'too_large') return refuse('amount_too_large', `\`${param}\` has too many digits.`, param);
  return refuse('amount_invalid', `\`${param}\` ${problemText(parsed.problem, currency)}`, param);
}

function problemText(problem: string, currency: string): string {
  if (problem === 'negative') return 'must not be negative.';
  if (problem === 'too_many_decimals') {
    return `has more decimals than ${currency} has: at most ${currencyExponent(currency)}.`;
  }
  return 'must be decimal text such as "99.00": digits and at most one point.';
}

export function checkCurrency(currency: string, param: string): Refusal | undefined {
  if (isCurrency(currency)) return undefined;
  return refuse('currency_unknown', `«${currency}» is not an ISO 4217 code in capitals, such as USD.`, param);
}
