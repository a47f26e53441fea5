import type pg from 'pg';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { createSimulationDatabase } from './database.ts';
import { runSeed } from './run-seed.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Enough to meet every fault; `npm run simulate` runs as many as one likes. */
const SEEDS = 20;

let pool: pg.Pool;
beforeAll(async () => {
  pool = await createSimulationDatabase(inject('postgresUrl'), 'simulation');
});
afterAll(async () => {
  await pool.end();
});

it('in the first seeds nothing is lost, nothing invented and nobody told too early, whatever fails', async () => {
  let kills = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const result = await runSeed(pool, seed);
    expect(result.violations, `npm run simulate -- --from ${seed} --seeds 1`).toEqual([]);
    kills += result.kills;
  }
  expect(kills).toBeGreaterThan(0);
});

it('the same seed is the same run', async () => {
  const [first, second] = [await runSeed(pool, 4242), await runSeed(pool, 4242)];
  expect(second).toEqual(first);
});
