import { currencyExponent, isCurrency } from './currency.ts';
import type { Money } from './money.ts';
import { type AmountProblem, formatScaled, parseScaled, trimDecimals } from './scaled-text.ts';

/** More digits than all the world's money has, in any currency. */
const MAX_MONEY_WHOLE_DIGITS = 24;
/** The greatest amount that an EVM word holds. */
const MAX_ATOMIC = 2n ** 256n - 1n;
const MAX_ATOMIC_WHOLE_DIGITS = MAX_ATOMIC.toString().length;

export type ParsedMoney =
  | { readonly kind: 'amount'; readonly money: Money }
  | { readonly kind: 'zero'; readonly money: Money }
  | { readonly kind: 'invalid'; readonly problem: AmountProblem | 'unknown_currency' };

export type ParsedAtomic =
  | { readonly kind: 'amount'; readonly atomic: bigint }
  | { readonly kind: 'zero' }
  | { readonly kind: 'invalid'; readonly problem: AmountProblem };

/** Reads an amount in major units, such as `99.00` USD, with at most the currency's decimals. Never rounds. */
export function parseMoney(text: string, currency: string): ParsedMoney {
  if (!isCurrency(currency)) return { kind: 'invalid', problem: 'unknown_currency' };
  const parsed = parseScaled(text, currencyExponent(currency), MAX_MONEY_WHOLE_DIGITS);
  if (parsed.kind === 'invalid') return parsed;
  if (parsed.kind === 'zero') return { kind: 'zero', money: { minor: 0n, currency } };
  return { kind: 'amount', money: { minor: parsed.units, currency } };
}

/** Whether it is more than `parseMoney` reads back. */
export function isTooMuchMoney({ minor, currency }: Money): boolean {
  return minor >= 10n ** BigInt(MAX_MONEY_WHOLE_DIGITS + currencyExponent(currency));
}

/** Reads what `formatMoney` wrote, however much it is. Throws where it did not. */
export function readWrittenMoney(text: string, currency: string): bigint {
  const parsed = parseScaled(text, currencyExponent(currency), text.length);
  if (parsed.kind === 'invalid') throw new Error(`«${text}» is no amount of ${currency} that was written here`);
  return parsed.kind === 'zero' ? 0n : parsed.units;
}

/** Decimal text in major units with the currency's decimals: `99.00` for USD, `99` for JPY. */
export function formatMoney(money: Money): string {
  return formatScaled(money.minor, currencyExponent(money.currency));
}

/** Reads an amount of whole units of an asset as atomic units, with at most the asset's decimals. Never rounds. */
export function parseAtomic(text: string, decimals: number): ParsedAtomic {
  const parsed = parseScaled(text, decimals, MAX_ATOMIC_WHOLE_DIGITS);
  if (parsed.kind !== 'amount') return parsed;
  if (parsed.units > MAX_ATOMIC) return { kind: 'invalid', problem: 'too_large' };
  return { kind: 'amount', atomic: parsed.units };
}

/** Atomic units as exact decimal text of whole units, no exponent, no zeros at the end: 99000000 at 6 decimals is `99`. */
export function formatAtomic(atomic: bigint, decimals: number): string {
  return trimDecimals(formatScaled(atomic, decimals));
}
