import { ConnectionLost } from './gated-pool.ts';
import type { Run } from './run.ts';

/** Of so many turns, one goes wrong. */
const ONE_FAULT_IN = 80;
/** Whoever still goes round after so many turns in the calm will never come to rest. */
const MOST_CALM_TURNS = 30_000;

export class Restless extends Error {
  override readonly name = 'Restless';
  constructor(task: string) {
    super(`${task} does not come to an end, though nothing fails any more`);
  }
}

/** One of those that wait goes on; seldom it loses its connection, or its process dies. */
export async function goOn(run: Run): Promise<void> {
  const { chance } = run.parts;
  const { scheduler, counts } = run;
  const waiting = scheduler.take(chance);
  run.trace.update(`${waiting.process} ${waiting.what}\n`);
  const isStatement = waiting.what.startsWith('db:');
  if (isStatement) counts.statements += 1;
  if (run.isCalm || !chance.oneIn(ONE_FAULT_IN)) {
    await waiting.proceed();
  } else if (chance.oneIn(3)) {
    if (chance.oneIn(2)) await waiting.proceed();
    await run.kill(run.processes.find(({ id }) => id === waiting.process)!);
  } else if (isStatement) {
    counts.losses += 1;
    const lose = async () => {
      await run.processes.find(({ id }) => id === waiting.process)!.dropConnections();
      return new ConnectionLost();
    };
    if (chance.oneIn(2)) await waiting.proceed(lose);
    else waiting.fail(await lose());
  } else {
    await waiting.proceed();
  }
  await scheduler.settle();
}

/** Lets everyone who waits go on until nobody does. */
export async function finish(run: Run, task: string): Promise<void> {
  for (let turns = 0; run.scheduler.waiting.length > 0; turns++) {
    if (turns > MOST_CALM_TURNS) throw new Restless(task);
    await goOn(run);
  }
}

/** In the calm: a task of the first process from beginning to end. */
export async function complete(run: Run, task: string, work: () => Promise<void>): Promise<void> {
  run.scheduler.start(run.processes[0]!.id, task, work);
  await run.scheduler.settle();
  await finish(run, task);
}
