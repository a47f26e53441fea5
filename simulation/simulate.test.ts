import { expect, inject, it, vi } from 'vitest';
import { SESSION_STATUSES } from '../packages/server/src/core/session/facts.ts';
import { createSimulationDatabase } from './database.ts';
import { runSeed } from './run-seed.ts';
import { runSeeds } from './run-seeds.ts';

vi.setConfig({ testTimeout: 600_000 });

/** Enough to meet every fault and every status; `npm run simulate` runs as many as one likes. */
const SEEDS = 200;
const UNEXPECTED = ['created', 'attached', 'written_off', 'withdrawn'].map((each) => `unexpected_transfer.${each}`);

it('in the fixed seeds nothing is lost, nothing invented and nobody told too early, whatever fails', async () => {
  const results = await runSeeds(inject('postgresUrl'), { from: 1, seeds: SEEDS });
  for (const { seed, violations } of results) {
    expect(violations, `npm run simulate -- --from ${seed} --seeds 1`).toEqual([]);
  }
  const told = new Set(results.flatMap((result) => Object.keys(result.told)));
  expect([...told]).toEqual(
    expect.arrayContaining([
      ...SESSION_STATUSES.map((status) => `session.${status}`),
      'session.extended',
      ...UNEXPECTED,
    ]),
  );
  expect(results.some(({ kills }) => kills > 0)).toBe(true);
  expect(results.some(({ losses }) => losses > 0)).toBe(true);
});

it('the same seed is the same run, to the last statement', async () => {
  const pool = await createSimulationDatabase(inject('postgresUrl'), 'simulation_again');
  for (const seed of [3, 4242]) {
    const [first, second] = [await runSeed(pool, seed), await runSeed(pool, seed)];
    expect(second).toEqual(first);
  }
  await pool.end();
});
