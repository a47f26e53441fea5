import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyCredit, creditForChange, type PaidPeriod } from './credit.ts';

const DAY_MS = 86_400_000;
/** Thirty days from the epoch, paid in full. */
function paidIn(price: bigint, more: Partial<PaidPeriod> = {}): PaidPeriod {
  return { startsAt: 0, endsAt: 30 * DAY_MS, price, worth: price, creditable: 10n ** 30n, ...more };
}
const period = paidIn(900n);

describe('what a new price gives back', () => {
  test.each([
    ['before it began: the whole difference', 600n, -DAY_MS, 300n],
    ['at its start: the whole difference', 600n, 0, 300n],
    ['half way: half of it', 600n, 15 * DAY_MS, 150n],
    ['on the last day: a thirtieth', 600n, 29 * DAY_MS, 10n],
    ['at its end: nothing', 600n, 30 * DAY_MS, 0n],
    ['after it: nothing', 600n, 31 * DAY_MS, 0n],
    ['for a higher price: a charge', 1200n, 15 * DAY_MS, -150n],
    ['rounded up as credit: 1/3 of 0.10 is 0.04', 890n, 20 * DAY_MS, 4n],
    ['rounded towards zero as a charge: 1/3 of 0.10 is 0.03', 910n, 20 * DAY_MS, -3n],
    ['for nothing at all: what is left was paid in vain', 0n, 10 * DAY_MS, 600n],
  ])('%s', (_case, newPrice, now, expected) => {
    expect(creditForChange(period, 900n, newPrice, now)).toBe(expected);
  });

  test('is exact where a number would not be', () => {
    const price = 900_719_925_474_099_301_00n;
    expect(creditForChange(paidIn(price), price, 0n, 15 * DAY_MS)).toBe(450_359_962_737_049_650_50n);
  });
});

const prices = fc.bigInt({ min: 0n, max: 10n ** 12n });
const moments = fc.integer({ min: -DAY_MS, max: 31 * DAY_MS });

test('there and back at one moment costs the customer nothing and the merchant one unit at most', () => {
  fc.assert(
    fc.property(prices, prices, moments, (price, other, now) => {
      const there = creditForChange(paidIn(price), price, other, now);
      const back = creditForChange(paidIn(price), other, price, now);
      expect(there + back === 0n || there + back === 1n).toBe(true);
    }),
  );
});

test('credit lies less than one unit above the exact share', () => {
  fc.assert(
    fc.property(prices, prices, moments, (price, other, now) => {
      const credit = creditForChange(paidIn(price), price, other, now);
      const left = BigInt(Math.min(30 * DAY_MS, Math.max(0, 30 * DAY_MS - now)));
      const error = credit * BigInt(30 * DAY_MS) - (price - other) * left;
      expect(error >= 0n && error < BigInt(30 * DAY_MS)).toBe(true);
    }),
  );
});

describe('a period that was paid for less than it cost', () => {
  /** 4.50 of 9.00. */
  const half = paidIn(900n, { worth: 450n });

  test.each([
    ['gives nothing back while the new price is not below what was paid', 900n, 450n, 0n],
    ['gives back what was paid beyond the new price', 900n, 300n, 150n],
    ['gives all of it back for nothing', 900n, 0n, 450n],
    ['is charged for a rise by the difference of the prices', 900n, 1200n, -300n],
    ['is given back a rise that it was charged', 1200n, 900n, 300n],
    ['is charged again what it was given', 0n, 900n, -450n],
  ])('%s', (_case, from, to, expected) => {
    expect(creditForChange(half, from, to, 0)).toBe(expected);
  });

  test('gives back no more than is left of its money', () => {
    expect(creditForChange({ ...half, creditable: 100n }, 900n, 0n, 0)).toBe(100n);
  });
});

describe('credit taken off a price', () => {
  test.each([
    [900n, 0n, { amount: 900n, creditUsed: 0n, creditLeft: 0n }],
    [900n, 250n, { amount: 650n, creditUsed: 250n, creditLeft: 0n }],
    [900n, 900n, { amount: 0n, creditUsed: 900n, creditLeft: 0n }],
    [900n, 2000n, { amount: 0n, creditUsed: 900n, creditLeft: 1100n }],
    [900n, -150n, { amount: 1050n, creditUsed: -150n, creditLeft: 0n }],
  ])('%s less %s', (price, credit, expected) => {
    expect(applyCredit(price, credit)).toEqual(expected);
  });

  test('is never lost: over any number of periods what was asked and what is left make up what it cost', () => {
    fc.assert(
      fc.property(
        fc.array(prices, { maxLength: 20 }),
        fc.bigInt({ min: -(10n ** 12n), max: 10n ** 13n }),
        (costs, credit) => {
          let left = credit;
          let asked = 0n;
          for (const price of costs) {
            const { amount, creditLeft } = applyCredit(price, left);
            expect(amount >= 0n).toBe(true);
            asked += amount;
            left = creditLeft;
          }
          expect(asked + credit - left).toBe(costs.reduce((sum, price) => sum + price, 0n));
        },
      ),
    );
  });
});
