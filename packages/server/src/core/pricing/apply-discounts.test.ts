import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMoney, parseMoney } from '../money/amounts.ts';
import type { Money } from '../money/money.ts';
import { applyDiscounts, type DiscountTerms } from './apply-discounts.ts';
import { InvalidDiscountError, parsePercent } from './discount-terms.ts';

const NAMELESS = { discountId: null, code: null, name: null };
const percent = (percentOff: string): DiscountTerms => ({ ...NAMELESS, percentOff, amountOff: null });
const amount = (amountOff: string): DiscountTerms => ({ ...NAMELESS, percentOff: null, amountOff });
const usd = (minor: bigint): Money => ({ minor, currency: 'USD' });

const taken = (money: Money, ...discounts: DiscountTerms[]) =>
  applyDiscounts(money, discounts).applied.map((each) => each.amount);

describe('discounts', () => {
  test.each([
    ['12.5', 9900n, '12.37'],
    ['12.5', 99n, '0.12'],
    ['50', 1n, '0.00'],
    ['100', 1n, '0.01'],
    ['33.3333', 1_000_000n, '3333.33'],
    ['0.0001', 1_000_000n, '0.01'],
  ])('%s %% of %s cents is %s: rounded down', (off, minor, expected) => {
    expect(taken(usd(minor), percent(off))).toEqual([expected]);
  });

  test('are taken one off what the other has left, in the order given', () => {
    expect(taken(usd(10_000n), percent('10'), percent('10'))).toEqual(['10.00', '9.00']);
    expect(taken(usd(10_000n), percent('10'), amount('5.00'))).toEqual(['10.00', '5.00']);
    expect(taken(usd(10_000n), amount('5.00'), percent('10'))).toEqual(['5.00', '9.50']);
  });

  test('take no more than is left, and then nothing', () => {
    const { total, applied } = applyDiscounts(usd(1_000n), [amount('7.00'), amount('7.00'), percent('50')]);
    expect(total).toEqual(usd(0n));
    expect(applied.map((each) => each.amount)).toEqual(['7.00', '3.00', '0.00']);
  });

  test('count in the smallest unit that the currency has', () => {
    expect(taken({ minor: 999n, currency: 'JPY' }, percent('10'))).toEqual(['99']);
    expect(taken({ minor: 9_999n, currency: 'KWD' }, percent('10'), amount('0.001'))).toEqual(['0.999', '0.001']);
  });

  test('keep their names beside what they took', () => {
    const summer = { discountId: 'id', code: 'SUMMER', name: 'Summer', percentOff: '10', amountOff: null };
    expect(applyDiscounts(usd(100n), [summer]).applied).toEqual([{ ...summer, amount: '0.10' }]);
  });

  test.each([
    ['neither a percentage nor an amount', { ...NAMELESS, percentOff: null, amountOff: null }],
    ['both', { ...NAMELESS, percentOff: '1', amountOff: '1.00' }],
    ['no percentage', percent('101')],
    ['an amount of zero', amount('0.00')],
    ['more decimals than the currency has', amount('0.001')],
  ])('that are %s are a fault of the caller', (_what, discount) => {
    expect(() => applyDiscounts(usd(100n), [discount])).toThrow(InvalidDiscountError);
  });
});

test.each(['0', '0.0', '100.0001', '1.00001', '-1', '+1', '1e1', 'ten', '', ' 10', '10%'])(
  '%j is no percentage',
  (text) => expect(parsePercent(text)).toBeNull(),
);

describe('for every subtotal and every row of discounts', () => {
  const currencies = fc.constantFrom('USD', 'JPY', 'KWD');
  const percents = fc
    .integer({ min: 1, max: 1_000_000 })
    .map((n) => percent(`${Math.floor(n / 10_000)}.${String(n % 10_000).padStart(4, '0')}`));
  const amounts = (currency: string) =>
    fc.bigInt({ min: 1n, max: 10n ** 15n }).map((minor) => amount(formatMoney({ minor, currency })));
  const cases = currencies.chain((currency) =>
    fc.record({
      subtotal: fc.bigInt({ min: 0n, max: 10n ** 24n }).map((minor): Money => ({ minor, currency })),
      discounts: fc.array(fc.oneof(percents, amounts(currency)), { maxLength: 8 }),
    }),
  );
  const minorOf = (text: string, currency: string) => {
    const parsed = parseMoney(text, currency);
    return parsed.kind === 'invalid' ? -1n : parsed.money.minor;
  };

  test('the total and what was taken off sum to the subtotal, to the unit, and nothing is below zero', () => {
    fc.assert(
      fc.property(cases, ({ subtotal, discounts }) => {
        const { total, applied } = applyDiscounts(subtotal, discounts);
        const off = applied.map((each) => minorOf(each.amount, subtotal.currency));
        expect(off.every((minor) => minor >= 0n)).toBe(true);
        expect(total.minor >= 0n).toBe(true);
        expect(off.reduce((sum, minor) => sum + minor, total.minor)).toBe(subtotal.minor);
      }),
    );
  });

  test('a percentage never takes more than its share of what was left, nor a whole unit less', () => {
    fc.assert(
      fc.property(cases, percents, ({ subtotal }, discount) => {
        const { digits, scale } = parsePercent(discount.percentOff!)!;
        const exactTimes = subtotal.minor * digits;
        const divisor = 100n * 10n ** BigInt(scale);
        const off = minorOf(applyDiscounts(subtotal, [discount]).applied[0]!.amount, subtotal.currency);
        expect(off * divisor <= exactTimes && exactTimes < (off + 1n) * divisor).toBe(true);
      }),
    );
  });

  test('a subtotal below zero is a fault of the caller', () => {
    expect(() => applyDiscounts(usd(-1n), [])).toThrow(InvalidDiscountError);
  });
});
