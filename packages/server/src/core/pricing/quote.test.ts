import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CURRENCIES, currencyExponent } from '../money/currency.ts';
import { compareDecimals, type Decimal, multiplyDecimals, parseDecimal } from '../money/decimal.ts';
import { askedAtomic, UnquotableError } from './quote.ts';

const price = (text: string): Decimal => parseDecimal(text)!;
const usd = (minor: bigint) => ({ minor, currency: 'USD' });

describe('the amount asked', () => {
  test.each([
    ['$99.00 at $1 in a token of 6 decimals', usd(9_900n), '1', 6, 99_000_000n],
    ['$99.00 at $2500 in ether', usd(9_900n), '2500', 18, 39_600_000_000_000_000n],
    ['$1.00 at $3 in a token of 6 decimals, rounded up', usd(100n), '3', 6, 333_334n],
    ['$1.00 at $0.9998 in a token of 18 decimals, rounded up', usd(100n), '0.9998', 18, 1_000_200_040_008_001_601n],
    [
      '¥1500 at ¥375000.5 in ether, rounded up',
      { minor: 1_500n, currency: 'JPY' },
      '375000.5',
      18,
      3_999_994_666_673_778n,
    ],
    ['1.234 dinars at 0.5 in a token of 6 decimals', { minor: 1_234n, currency: 'KWD' }, '0.5', 6, 2_468_000n],
    ['one cent in a coin of 2 decimals worth a million, at least 1', usd(1n), '1000000', 2, 1n],
  ])('for %s', (_name, total, text, decimals, asked) => {
    expect(askedAtomic(total, price(text), decimals)).toBe(asked);
  });

  test('is worth at least the total, and one unit less is worth less', () => {
    const totals = fc.record({
      minor: fc.bigInt({ min: 1n, max: 10n ** 15n }),
      currency: fc.constantFrom(...CURRENCIES),
    });
    const prices = fc.record({ digits: fc.bigInt({ min: 1n, max: 10n ** 30n }), scale: fc.nat({ max: 24 }) });
    fc.assert(
      fc.property(totals, prices, fc.nat({ max: 24 }), (total, unitPrice, decimals) => {
        const asked = askedAtomic(total, unitPrice, decimals);
        const worth = (atomic: bigint) => multiplyDecimals({ digits: atomic, scale: decimals }, unitPrice);
        const due: Decimal = { digits: total.minor, scale: currencyExponent(total.currency) };
        expect(compareDecimals(worth(asked), due)).toBeGreaterThanOrEqual(0);
        expect(compareDecimals(worth(asked - 1n), due)).toBe(-1);
      }),
    );
  });

  test('is refused without a price above zero', () => {
    expect(() => askedAtomic(usd(100n), price('0.00'), 6)).toThrow(UnquotableError);
    expect(() => askedAtomic(usd(-1n), price('1'), 6)).toThrow(UnquotableError);
  });
});
