import { createHash, type Hash } from 'node:crypto';
import type { Mempool } from './customers.ts';
import { ConnectionLost } from './gated-pool.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { createServerProcess, type ServerProcess } from './server-process.ts';
import type { Shop } from './shop.ts';
import type { WorldParts } from './world.ts';

/** A world in motion: its processes, what they wait for, and what people know. */
export interface Run {
  readonly parts: WorldParts;
  readonly scheduler: Scheduler;
  readonly shop: Shop;
  readonly mempool: Mempool;
  readonly counts: { facts: number; statements: number; kills: number; losses: number };
  /** Of every turn, in their order: two runs that differ anywhere differ here. */
  readonly trace: Hash;
  /** The processes that live; never none. */
  readonly processes: readonly ServerProcess[];
  /** Nothing fails any more. */
  isCalm: boolean;
  boot(): void;
  kill(process: ServerProcess): Promise<void>;
}

export function createRun(parts: WorldParts): Run {
  const scheduler = createScheduler(isExpected);
  let processes: readonly ServerProcess[] = [];
  let booted = 0;
  const run: Run = {
    parts,
    scheduler,
    shop: { sessions: [], orders: [], acts: [], sentBack: new Map() },
    mempool: new Map(),
    counts: { facts: 0, statements: 0, kills: 0, losses: 0 },
    trace: createHash('sha256'),
    isCalm: false,
    get processes() {
      return processes;
    },
    boot() {
      booted += 1;
      const id = booted;
      const process = createServerProcess(parts, scheduler, id, (post) =>
        scheduler.gate(id, `post ${post.url} ${post.headers['webhook-id']}`, async () => {
          const receiver = parts.receivers.find(({ url }) => url === post.url)!;
          return receiver.take(post, parts.chance, run.isCalm);
        }),
      );
      processes = [...processes, process];
    },
    async kill(process) {
      run.counts.kills += 1;
      scheduler.kill(process.id);
      await process.dropConnections();
      processes = processes.filter((each) => each !== process);
      if (processes.length === 0) run.boot();
    },
  };
  run.boot();
  return run;
}

/** Faults that the world made, and what the server says of them. */
function isExpected(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  if (error instanceof AggregateError) return error.errors.every(isExpected);
  const { name } = error as Error;
  return name === 'ChainReadError' || name === 'WrongChainError';
}
