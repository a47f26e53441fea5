import { expect, it } from 'vitest';
import { isHealthy, lagBlocksOf, mostLagBlocks } from './network-health.ts';

const HEARD_AT = Date.parse('2026-01-01T12:00:00.000Z');
const SECOND = 1000;
const behind = (blocks: bigint) => ({ number: 1_000n, tipNumber: 1_000n + blocks, updatedAt: HEARD_AT });

it('is healthy for a minute after its node was heard, where blocks are fast', () => {
  expect(isHealthy(behind(0n), 2 * SECOND, HEARD_AT + 60 * SECOND)).toBe(true);
  expect(isHealthy(behind(0n), 2 * SECOND, HEARD_AT + 60 * SECOND + 1)).toBe(false);
});

it('is healthy for twenty of its blocks after its node was heard, where those take longer', () => {
  expect(isHealthy(behind(0n), 12 * SECOND, HEARD_AT + 240 * SECOND)).toBe(true);
  expect(isHealthy(behind(0n), 12 * SECOND, HEARD_AT + 240 * SECOND + 1)).toBe(false);
});

it('is healthy while the books are two minutes’ worth of blocks behind its node, and no more', () => {
  expect(isHealthy(behind(60n), 2 * SECOND, HEARD_AT)).toBe(true);
  expect(isHealthy(behind(61n), 2 * SECOND, HEARD_AT)).toBe(false);
  expect(isHealthy(behind(10n), 12 * SECOND, HEARD_AT)).toBe(true);
  expect(isHealthy(behind(11n), 12 * SECOND, HEARD_AT)).toBe(false);
  expect([2 * SECOND, 12 * SECOND, 45 * SECOND].map(mostLagBlocks)).toEqual([60n, 10n, 2n]);
});

it('is as many blocks behind as its node has more than the books', () => {
  expect(lagBlocksOf(behind(0n))).toBe(0);
  expect(lagBlocksOf(behind(7n))).toBe(7);
});
