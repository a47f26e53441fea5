import type pg from 'pg';
import { calmDown, giveBack, pause, seeForks, seeForksEnd } from './calm.ts';
import { SupersededFollower } from './follower.ts';
import { happen } from './happenings.ts';
import { checkInvariants } from './invariants.ts';
import { startJob } from './jobs.ts';
import type { Moment } from './moment.ts';
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
  /** Of everything that happened, in its order. */
  readonly digest: string;
  /** How often each event was told. */
  readonly told: Readonly<Record<string, number>>;
  /** Empty: every invariant held. */
  readonly violations: readonly string[];
}

/** Of so many changes that are told, after one the books are looked at; and of so many turns in which nothing is. */
const ONE_LOOK_IN = { news: 3, turns: 300 };

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
    return { seed, ...run.counts, digest: run.trace.digest('hex'), told, violations };
  } finally {
    for (const process of run.processes) await process.dropConnections();
    await sweep(pool, parts);
  }
}

async function liveThrough(run: Run, facts: number): Promise<readonly string[]> {
  const { chance, observer } = run.parts;
  // Every second world rests once in the middle.
  let pauseAt = chance.int(2 * facts);
  while (run.counts.facts < facts) {
    await turn(run);
    let violations: readonly string[] = [];
    if (run.counts.facts === pauseAt) {
      pauseAt = -1;
      violations = await restAWhile(run);
    } else if (chance.oneIn(observer.hasNews() ? ONE_LOOK_IN.news : ONE_LOOK_IN.turns)) {
      violations = await look(run, 'any');
    }
    if (violations.length > 0) return violations;
  }
  return comeToRest(run, calmDown, 'end');
}

const QUIET_HOURS = [
  [pause, giveBack],
  [pause, seeForks, seeForksEnd],
  [pause, giveBack, seeForks, seeForksEnd],
];

async function restAWhile(run: Run): Promise<readonly string[]> {
  for (const how of run.parts.chance.pick(QUIET_HOURS)) {
    const violations = await comeToRest(run, how, 'rest');
    if (violations.length > 0) return violations;
  }
  run.isCalm = false;
  return [];
}

async function comeToRest(run: Run, how: (run: Run) => Promise<void>, moment: Moment): Promise<readonly string[]> {
  try {
    await how(run);
  } catch (error) {
    if (!(error instanceof Restless)) throw error;
    return [error.message, ...(await look(run, 'any'))];
  }
  return look(run, moment);
}

async function look({ parts, shop, scheduler }: Run, moment: Moment): Promise<readonly string[]> {
  const faults = scheduler.faults.map((fault) =>
    fault instanceof SupersededFollower ? fault.message : `a task ended with ${fault.stack ?? fault.message}`,
  );
  return [...faults, ...(await checkInvariants(parts, shop, moment))];
}

async function turn(run: Run): Promise<void> {
  const { chance } = run.parts;
  const goes = run.scheduler.waiting.length > 0 && !chance.oneIn(5);
  if (goes) await goOn(run);
  else if (chance.oneIn(2)) startJob(run);
  else happen(run);
  await run.scheduler.settle();
}

async function countTold(pool: pg.Pool, organizationId: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await pool.query<{ type: string; count: number }>(
    'SELECT type, count(*)::int FROM events WHERE organization_id = $1 GROUP BY type ORDER BY type',
    [organizationId],
  );
  return Object.fromEntries(rows.map(({ type, count }) => [type, count]));
}
