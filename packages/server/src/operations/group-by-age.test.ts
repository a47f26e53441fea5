import { expect, it } from 'vitest';
import { groupByAge } from './group-by-age.ts';

const NOW = 100_000;
const aged = (...ages: number[]) => ages.map((age) => ({ createdAt: NOW - age }));
const agesOf = (groups: readonly (readonly { createdAt: number }[])[]) =>
  groups.map((group) => group.map(({ createdAt }) => NOW - createdAt));

it('puts sessions together of which none is more than twice as old as the youngest', () => {
  const groups = groupByAge(aged(5, 10, 20, 7, 100, 41, 11), NOW);
  expect(agesOf(groups)).toEqual([[5, 7, 10], [11, 20], [41], [100]]);
});

it('keeps together what is newer than the moment', () => {
  expect(agesOf(groupByAge(aged(-5, 0, -1), NOW))).toEqual([[-5, -1, 0]]);
});

it('makes no group of nothing', () => {
  expect(groupByAge([], NOW)).toEqual([]);
});
