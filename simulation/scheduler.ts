import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Chance } from './random.ts';

/** What a process waits for: a statement, a node's answer, a receiver's. */
export interface Waiting {
  readonly process: number;
  readonly what: string;
  /** Would find a lock taken, and come back. */
  isBlocked(): boolean;
  /** Does it for real, and hands the outcome to whoever waits; with `lose` it is done, and what that gives arrives instead. */
  proceed(lose?: () => Promise<Error>): Promise<void>;
  /** Fails it instead. */
  fail(error: Error): void;
}

export interface Scheduler {
  /** Runs `work` as soon as the scheduler lets it: one at a time over all processes, and rather one that is not blocked. */
  gate<T>(process: number, what: string, work: () => Promise<T>, isBlocked?: () => boolean): Promise<T>;
  /** Starts a task of a process; its failure is an outcome. */
  start(process: number, task: string, run: () => Promise<void>): void;
  readonly waiting: readonly Waiting[];
  /** Takes one that waits out of the queue, to let it proceed or fail; one that is blocked only where all are. */
  take(chance: Pick<Chance, 'pick'>): Waiting;
  isRunning(task: string): boolean;
  /** Resolves when every task has ended or waits at a gate. */
  settle(): Promise<void>;
  /** Whatever this process was about to do never happens. */
  kill(process: number): void;
  /** Faults that no task is meant to end with. */
  readonly faults: readonly Error[];
}

/** Turns of the event loop in which nothing new happens before everyone is taken to wait. */
const QUIET_TURNS = 1;

/**
 * Owns every await of the simulated processes: what leaves a process passes a gate, and one gate opens at a time. So a
 * seed decides every order in which things can happen, and repeats it.
 */
export function createScheduler(isExpected: (error: unknown) => boolean): Scheduler {
  const waiting: Waiting[] = [];
  const running = new Map<string, number>();
  const faults: Error[] = [];
  const dead = new Set<number>();
  let changes = 0;

  return {
    waiting,
    faults,
    take(chance) {
      const free = waiting.filter((each) => !each.isBlocked());
      const taken = chance.pick(free.length === 0 ? waiting : free);
      waiting.splice(waiting.indexOf(taken), 1);
      return taken;
    },
    isRunning: (task) => running.has(task),
    gate(process, what, work, isBlocked = () => false) {
      return new Promise((resolve, reject) => {
        // What a dead process was about to ask, nobody hears.
        if (dead.has(process)) return;
        changes += 1;
        waiting.push({
          process,
          what,
          isBlocked,
          async proceed(lose) {
            try {
              const outcome = await work();
              if (lose) reject(await lose());
              else resolve(outcome);
            } catch (error) {
              reject(error as Error);
            }
          },
          fail: reject,
        });
      });
    },
    start(process, task, run) {
      running.set(task, process);
      void run()
        .catch((error: unknown) => {
          if (running.has(task) && !isExpected(error)) faults.push(error as Error);
        })
        .finally(() => {
          running.delete(task);
          changes += 1;
        });
    },
    async settle() {
      for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
        const before = changes;
        await nextTurn();
        if (changes !== before) quiet = -1;
      }
    },
    kill(process) {
      dead.add(process);
      for (let i = waiting.length - 1; i >= 0; i--) if (waiting[i]!.process === process) waiting.splice(i, 1);
      for (const [task, owner] of running) if (owner === process) running.delete(task);
    },
  };
}
