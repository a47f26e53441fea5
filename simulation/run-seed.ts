import type pg from 'pg';
import type { OutgoingPost } from '../packages/server/src/core/webhook/outgoing.ts';
import { createActs } from './acts.ts';
import { type Mempool, mine, pay, reorganize } from './customers.ts';
import { ConnectionLost } from './gated-pool.ts';
import { checkInvariants } from './invariants.ts';
import { NODE_FAULTS } from './node.ts';
import { createScheduler, take } from './scheduler.ts';
import { createServerProcess, type ServerProcess } from './server-process.ts';
import type { OpenSession } from './sessions.ts';
import { sweep } from './sweep.ts';
import { createWorld } from './world.ts';

export interface SeedResult {
  readonly seed: number;
  readonly facts: number;
  readonly statements: number;
  readonly kills: number;
  /** Empty: every invariant held. */
  readonly violations: readonly string[];
}

/** Blocks mined when everything is over: past every deadline, every confirmation and every second reading. */
const LAST_BLOCKS = 90;
const MOST_PROCESSES = 2;

/** One seed: a world of `facts` happenings, every fault of which the seed decides, and a calm end at which all must hold. */
export async function runSeed(pool: pg.Pool, seed: number, facts = 50): Promise<SeedResult> {
  const parts = await createWorld(pool, seed);
  const { chance, clock, networks } = parts;
  const scheduler = createScheduler(isExpected);
  const sessions: OpenSession[] = [];
  const mempool: Mempool = new Map();
  const counts = { facts: 0, statements: 0, kills: 0, processes: 0 };
  let isCalm = false;
  let processes: ServerProcess[] = [];

  const post = (id: number) => (request: OutgoingPost) =>
    scheduler.gate(id, 'post', async () => {
      const receiver = parts.receivers.find(({ url }) => url === request.url)!;
      if (!receiver.signs(request)) throw new Error('a delivery is not signed as its receiver checks it');
      const isShaky = !isCalm && receiver.url.endsWith('shaky');
      return receiver.take(request, isShaky ? chance.pick(['takes', 'answer_lost', 'fails'] as const) : 'takes');
    });
  const boot = () => {
    counts.processes += 1;
    processes.push(createServerProcess(parts, scheduler, counts.processes, post(counts.processes)));
  };
  boot();

  async function kill(process: ServerProcess): Promise<void> {
    counts.kills += 1;
    scheduler.kill(process.id);
    await process.dropConnections();
    processes = processes.filter((each) => each !== process);
    if (processes.length === 0) boot();
  }

  /** One of those that wait goes on; seldom it loses its connection, or its process dies. */
  async function goOn(): Promise<void> {
    const waiting = take(scheduler, chance.int(scheduler.waiting.length));
    const process = processes.find(({ id }) => id === waiting.process)!;
    const isStatement = waiting.what.startsWith('db:');
    counts.statements += isStatement ? 1 : 0;
    if (isCalm || !chance.oneIn(80)) {
      await waiting.proceed();
    } else if (chance.oneIn(3)) {
      if (chance.oneIn(2)) await waiting.proceed();
      await kill(process);
    } else if (isStatement) {
      const wasDone = chance.oneIn(2);
      if (wasDone) await waiting.proceed(new ConnectionLost());
      else waiting.fail(new ConnectionLost());
      await process.dropConnections();
    } else {
      await waiting.proceed();
    }
    await scheduler.settle();
  }

  function startJob(): void {
    const process = chance.pick(processes);
    const network = chance.int(networks.length);
    const job = chance.weighted([
      [6, `follow ${network}`],
      [2, 'expire'],
      [1, 'search'],
      [2, 'dispatch'],
      [3, 'deliver'],
    ] as const);
    const task = `${process.id} ${job}`;
    if (scheduler.isRunning(task) || (job.startsWith('follow') && scheduler.isRunning(`${process.id} cancel`))) return;
    const [name] = job.split(' ');
    const run = {
      follow: () => process.follow(network),
      expire: process.expire,
      search: process.search,
      dispatch: process.dispatch,
      deliver: process.deliver,
    }[name as 'follow'];
    scheduler.start(process.id, task, run);
  }

  function startAct(): void {
    const process = chance.pick(processes);
    const acts = createActs(parts, process, sessions);
    if (sessions.length === 0 || (sessions.length < 6 && chance.oneIn(2))) {
      scheduler.start(process.id, `${process.id} create ${counts.facts}`, acts.create);
      return;
    }
    const session = chance.pick(sessions);
    const act = chance.pick([
      'cancel',
      'expire',
      'extend',
      'accept',
      'accept',
      'attach',
      'attach',
      'writeOff',
    ] as const);
    if (act === 'cancel') {
      const isBusy = networks.some((_, index) => scheduler.isRunning(`${process.id} follow ${index}`));
      if (isBusy || scheduler.isRunning(`${process.id} cancel`)) return;
      scheduler.start(process.id, `${process.id} cancel`, () => acts.cancel(session));
      return;
    }
    scheduler.start(process.id, `${process.id} ${act} ${counts.facts}`, () => acts[act](session));
  }

  function happen(): void {
    counts.facts += 1;
    const network = chance.pick(networks);
    const what = chance.weighted([
      [8, 'mine'],
      [7, 'pay'],
      [6, 'act'],
      [2, 'reorg'],
      [3, 'fault'],
      [2, 'time'],
      [1, 'process'],
    ] as const);
    if (what === 'mine') mine(parts, network, mempool);
    else if (what === 'pay' && sessions.length > 0) pay(parts, sessions, mempool);
    else if (what === 'reorg') reorganize(parts, network, mempool);
    else if (what === 'time') clock.advance(chance.int(120) * 1000);
    else if (what === 'process' && processes.length < MOST_PROCESSES) boot();
    else if (what === 'fault') {
      if (network.node.faults.size > 0 && chance.oneIn(2)) network.node.faults.clear();
      else network.node.faults.add(chance.pick(NODE_FAULTS));
    } else startAct();
  }

  async function run(task: string, work: () => Promise<void>): Promise<void> {
    const process = processes[0]!;
    scheduler.start(process.id, task, work);
    await scheduler.settle();
    while (scheduler.waiting.length > 0) await goOn();
  }

  /** No more faults: the chain grows until nothing can change any more, and everyone is told. */
  async function calmDown(): Promise<void> {
    isCalm = true;
    for (const { node } of networks) node.faults.clear();
    while (scheduler.waiting.length > 0) await goOn();
    processes = processes.slice(0, 1);
    for (let block = 0; block < LAST_BLOCKS; block++) {
      for (const network of networks) {
        clock.advance(60_000);
        const waiting = mempool.get(network) ?? [];
        mempool.set(network, []);
        network.chain.mine(waiting, clock.now());
      }
      if (block % 15 === 14) await catchUp();
    }
    for (let round = 0; round < 40; round++) {
      await run('dispatch', processes[0]!.dispatch);
      await run('deliver', processes[0]!.deliver);
      clock.advance(round < 8 ? 1000 : 6 * 3_600_000);
    }
  }

  async function catchUp(): Promise<void> {
    for (const [index, { chain, network }] of networks.entries()) {
      for (let looks = 0; looks < 40; looks++) {
        await run(`follow ${index}`, () => processes[0]!.follow(index));
        const { rows } = await pool.query<{ hash: string; reread_number: bigint }>(
          'SELECT hash, reread_number FROM chain_cursors WHERE network = $1',
          [network.spec.name],
        );
        if (rows[0]?.hash === chain.tip.hash && rows[0].reread_number >= chain.tip.number - 64n) break;
      }
    }
    await run('expire', processes[0]!.expire);
    await run('search', processes[0]!.search);
  }

  while (counts.facts < facts) {
    const goes = scheduler.waiting.length > 0 && !chance.oneIn(5);
    if (goes) await goOn();
    else if (chance.oneIn(2)) startJob();
    else happen();
    await scheduler.settle();
  }
  await calmDown();
  const violations = [
    ...scheduler.faults.map((fault) => `a task ended with ${fault.stack ?? fault.message}`),
    ...(await checkInvariants(parts)),
  ];
  await processes[0]!.dropConnections();
  await sweep(pool, parts);
  return { seed, facts: counts.facts, statements: counts.statements, kills: counts.kills, violations };
}

/** Faults that the world made, and what the server says of them. */
function isExpected(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  const { name } = error as Error;
  return name === 'ChainReadError' || name === 'WrongChainError';
}
