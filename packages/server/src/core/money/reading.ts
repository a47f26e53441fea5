import { formatAtomic, formatMoney } from './amounts.ts';
import { currencyExponent } from './currency.ts';
import { type Decimal, formatDecimal } from './decimal.ts';
import type { Money } from './money.ts';

/** Decimals of a price that people read, and digits of one so small that these would show nothing. */
const PRICE_DECIMALS = 6;
const PRICE_DIGITS = 6;

export interface AtomicReading {
  /** Separators between groups of digits. Off by default: text to copy into a wallet must not have any. */
  readonly grouping?: boolean;
  /** Zeros are appended up to this many decimals, as people expect of a stablecoin: `99.00`. */
  readonly minimumDecimals?: number;
}

/** Most locales' data have the hyphen in its place, which breaks lines and is too short beside digits. */
const MINUS = '\u2212';

/** Making a formatter costs a hundred times as much as using it. Emptied when full: the locale may come from a visitor. */
const FORMATTERS = new Map<string, Intl.NumberFormat>();
const MAX_FORMATTERS = 500;

/**
 * An amount as people read it: `$99.00`, `99,00 €`, `−$9.00`, with the currency's decimals by ISO 4217. Exact at any size.
 * `locale` is a BCP 47 tag; a malformed one throws `RangeError`.
 */
export function formatForReading(money: Money, locale: string): string {
  const decimals = currencyExponent(money.currency);
  const text = formatter(locale, {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(exactly(formatMoney(money)));
  return money.minor < 0n ? text.replace('-', MINUS) : text;
}

/** An amount of an asset, without its symbol, as people read it: `0.039613`, `1,234.50`. All its decimals; never rounded. */
export function formatAtomicForReading(
  atomic: bigint,
  decimals: number,
  locale: string,
  { grouping = false, minimumDecimals = 0 }: AtomicReading = {},
): string {
  return formatter(locale, {
    useGrouping: grouping,
    minimumFractionDigits: Math.min(minimumDecimals, decimals),
    maximumFractionDigits: decimals,
  }).format(exactly(formatAtomic(atomic, decimals)));
}

/**
 * The price of one unit, as people read it: `$2,500.00`, `$0.999813`, `$0.0000123457`. For the eye only: rounded half to
 * even at the sixth decimal, or at the sixth digit where that is finer.
 */
export function formatPriceForReading(price: Decimal, currency: string, locale: string): string {
  return formatter(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: currencyExponent(currency),
    maximumFractionDigits: Math.max(currencyExponent(currency), PRICE_DECIMALS),
    maximumSignificantDigits: PRICE_DIGITS,
    roundingPriority: 'morePrecision',
    roundingMode: 'halfEven',
  }).format(exactly(formatDecimal(price)));
}

/** ECMA-402 formats decimal text exactly, where a `number` would be rounded to 53 bits first. */
function exactly(decimalText: string): Intl.StringNumericLiteral {
  return decimalText as Intl.StringNumericLiteral;
}

function formatter(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = FORMATTERS.get(key);
  if (known !== undefined) return known;
  if (FORMATTERS.size >= MAX_FORMATTERS) FORMATTERS.clear();
  const made = new Intl.NumberFormat(locale, options);
  FORMATTERS.set(key, made);
  return made;
}
