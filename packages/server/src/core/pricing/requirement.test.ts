import { expect, it } from 'vitest';
import type { RequirementTier } from '../chain/assurance.ts';
import { parseDecimal } from '../money/decimal.ts';
import { requirementFor } from './requirement.ts';

const BASE = { confirmations: 12, finality: null };
const usd = (minor: bigint) => ({ minor, currency: 'USD' });
const TIERS: readonly RequirementTier[] = [
  { from: usd(1_000_00n), confirmations: 32, finality: null },
  { from: usd(10_000_00n), confirmations: 64, finality: 'finalized' },
];
const prices = (price: string, inUsd: string | null) => ({
  price: parseDecimal(price)!,
  usd: inUsd === null ? null : parseDecimal(inUsd)!,
});
const confirmationsFor = (minor: bigint, currency: string, price: string, inUsd: string | null) =>
  requirementFor(BASE, TIERS, { minor, currency }, prices(price, inUsd)).confirmations;

it('is the network’s own below the first threshold', () => {
  expect(requirementFor(BASE, TIERS, usd(999_99n), prices('1', '1'))).toEqual(BASE);
  expect(requirementFor(BASE, [], usd(10n ** 12n), prices('1', null))).toEqual(BASE);
});

it.each([
  [1_000_00n, 32],
  [9_999_99n, 32],
  [10_000_00n, 64],
])('of %s cents is that of the last threshold that is reached', (minor, confirmations) => {
  expect(confirmationsFor(minor, 'USD', '2500', '2500')).toBe(confirmations);
});

it.each([
  // 920 EUR at 0.92 EUR and 1 USD a coin are exactly 1,000 USD.
  ['EUR', 920_00n, '0.92', '1', 32],
  ['EUR', 919_99n, '0.92', '1', 12],
  // Yen have no minor unit, dinars three decimals.
  ['JPY', 150_000n, '150', '1', 32],
  ['JPY', 149_999n, '150', '1', 12],
  ['KWD', 306_000n, '0.306', '1', 32],
  ['KWD', 305_999n, '0.306', '1', 12],
  // A coin off its peg: what counts is its price in dollars.
  ['EUR', 920_00n, '0.92', '0.999', 12],
])('of a total in %s is worth what the asset asked for it is in dollars', (currency, minor, price, inUsd, expected) => {
  expect(confirmationsFor(minor, currency, price, inUsd)).toBe(expected);
});

it('does not depend on how the prices are written', () => {
  expect(confirmationsFor(920_00n, 'EUR', '2300.000000', '2500')).toBe(32);
  expect(confirmationsFor(919_99n, 'EUR', '2300', '2500.0000000000')).toBe(12);
});

it('is the strictest where the worth in dollars is not known', () => {
  expect(requirementFor(BASE, TIERS, { minor: 1n, currency: 'EUR' }, prices('0.92', null))).toEqual({
    confirmations: 64,
    finality: 'finalized',
  });
});
