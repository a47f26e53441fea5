import type pg from 'pg';
import { calmDown } from './calm.ts';
import { happen } from './happenings.ts';
import { checkInvariants } from './invariants.ts';
import { startJob } from './jobs.ts';
import { createRun, type Run } from './run.ts';
import { sweep } from './sweep.ts';
import { goOn, Restless } from './turns.ts';
import { createWorld } from './world.ts';

export interface SeedResult {
  readonly seed: number;
  readonly facts: number;
  readonly statements: number;
  /** Processes that died, and connections that dropped. */
  readonly kills: number;
  readonly losses: number;
  /** How often each event was told. */
  readonly told: Readonly<Record<string, number>>;
  /** Empty: every invariant held. */
  readonly violations: readonly string[];
}

/** Of so many turns, after one the books are looked at. */
const ONE_LOOK_IN = 100;

/**
 * One seed: a world of `facts` happenings, every fault of which the seed decides, and a calm end. What must hold of every
 * moment is looked at on the way, the rest at the end; the first look that finds something ends the run.
 */
export async function runSeed(pool: pg.Pool, seed: number, facts = 50): Promise<SeedResult> {
  const parts = await createWorld(pool, seed);
  const run = createRun(parts);
  try {
    const violations = await liveThrough(run, facts);
    const told = await countTold(pool, parts.organization.organizationId);
    return { seed, ...run.counts, told, violations };
  } finally {
    for (const process of run.processes) await process.dropConnections();
    await sweep(pool, parts);
  }
}

async function liveThrough(run: Run, facts: number): Promise<readonly string[]> {
  const { parts, shop, scheduler } = run;
  const look = async (isFinal: boolean) => [
    ...scheduler.faults.map((fault) => `a task ended with ${fault.stack ?? fault.message}`),
    ...(await checkInvariants(parts, shop, isFinal)),
  ];
  const { chance } = parts;
  while (run.counts.facts < facts) {
    const goes = scheduler.waiting.length > 0 && !chance.oneIn(5);
    if (goes) await goOn(run);
    else if (chance.oneIn(2)) startJob(run);
    else happen(run);
    await scheduler.settle();
    if (!chance.oneIn(ONE_LOOK_IN)) continue;
    const violations = await look(false);
    if (violations.length > 0) return violations;
  }
  try {
    await calmDown(run);
  } catch (error) {
    if (!(error instanceof Restless)) throw error;
    return [error.message, ...(await look(false))];
  }
  return look(true);
}

async function countTold(pool: pg.Pool, organizationId: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await pool.query<{ type: string; count: number }>(
    'SELECT type, count(*)::int FROM events WHERE organization_id = $1 GROUP BY type ORDER BY type',
    [organizationId],
  );
  return Object.fromEntries(rows.map(({ type, count }) => [type, count]));
}
