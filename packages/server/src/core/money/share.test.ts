import { expect, test } from 'vitest';
import { fraction } from './fraction.ts';
import { shareOfMoney } from './share.ts';

test('a share of a total is rounded to the smallest unit as named', () => {
  const total = { minor: 10_000n, currency: 'USD' };
  expect(shareOfMoney(fraction(1n, 3n), total, 'down')).toEqual({ minor: 3_333n, currency: 'USD' });
  expect(shareOfMoney(fraction(1n, 3n), total, 'up')).toEqual({ minor: 3_334n, currency: 'USD' });
  expect(shareOfMoney(fraction(1n, 16_000n), total, 'halfEven')).toEqual({ minor: 1n, currency: 'USD' });
  expect(shareOfMoney(fraction(1n, 20_000n), total, 'halfEven')).toEqual({ minor: 0n, currency: 'USD' });
});
