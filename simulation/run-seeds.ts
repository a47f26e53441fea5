import { createSimulationDatabase } from './database.ts';
import { runSeed, type SeedResult } from './run-seed.ts';

/** Worlds side by side: while PostgreSQL works for one, another goes on. More of them are no faster on two cores. */
const LANES = 3;

export interface Seeds {
  readonly from: number;
  readonly seeds: number;
  readonly facts?: number | undefined;
}

/**
 * Runs seeds, several at a time. Each lane has a database of its own, in the PostgreSQL at this address: the jobs of a world
 * look for work all over theirs. Calls `onResult` as each ends, and returns all in the order of their seeds.
 */
export async function runSeeds(
  serverUrl: string,
  { from, seeds, facts }: Seeds,
  onResult: (result: SeedResult) => void = () => {},
): Promise<readonly SeedResult[]> {
  const results: SeedResult[] = [];
  let next = from;
  async function runLane(_: unknown, lane: number): Promise<void> {
    const pool = await createSimulationDatabase(serverUrl, `simulation_${lane}`);
    while (next < from + seeds) {
      const seed = next++;
      const result = await runSeed(pool, seed, facts);
      results.push(result);
      onResult(result);
    }
    await pool.end();
  }
  await Promise.all(Array.from({ length: Math.min(LANES, seeds) }, runLane));
  return results.sort((a, b) => a.seed - b.seed);
}
