import type { Run } from './run.ts';

/** Starts one of a process's jobs, unless it is running there already. */
export function startJob({ parts, processes, scheduler }: Run): void {
  const { chance, networks } = parts;
  const process = chance.pick(processes);
  const index = chance.int(networks.length);
  const job = chance.weighted([
    [10, 'follow'],
    [2, 'expire'],
    [1, 'search'],
    [1, 'dispatch'],
    [2, 'deliver'],
    [1, 'watchRefunds'],
  ] as const);
  const task = job === 'follow' ? followTask(process.id, index) : `${process.id} ${job}`;
  if (scheduler.isRunning(task) || (job === 'follow' && scheduler.isRunning(`${process.id} cancel`))) return;
  const work = {
    follow: () => process.follow(index),
    expire: process.expire,
    search: process.search,
    dispatch: process.dispatch,
    deliver: process.deliver,
    watchRefunds: process.watchRefunds,
  }[job];
  scheduler.start(process.id, task, work);
}

export const followTask = (processId: number, index: number) => `${processId} follow ${index}`;
