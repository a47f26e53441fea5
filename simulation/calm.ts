import { createActs } from './acts.ts';
import { enableAll } from './happenings.ts';
import { ask } from './orders.ts';
import { createRefundActs } from './refunds.ts';
import { comeBack, forkAway } from './reorgs.ts';
import type { Run } from './run.ts';
import { complete, finish } from './turns.ts';

/** Blocks mined when everything is over: past every deadline, every confirmation and every second reading. */
const LAST_BLOCKS = 90;
/** Forks in the quiet hour reach back so far. */
const DEEP = 40;
const LAST_CANCELS = 2;
const MOST_LOOKS = 40;
const MOST_PAUSES = 6;
const PAUSE_MS = 2 * 3_600_000;
const LOOKS_AT_REFUNDS = 3;
const BETWEEN_LOOKS_MS = 6 * 3_600_000;
const MOST_ROUNDS = 60;
const LONGEST_PAUSE_MS = 24 * 3_600_000;

/** No more faults: the chain grows until nothing can change any more, and everyone is told. */
export async function calmDown(run: Run): Promise<void> {
  const { parts, shop } = run;
  await beCalm(run);
  const process = run.processes[0]!;
  // Who had no answer asks again.
  for (const order of shop.orders) {
    if (order.answers.length === 0) await complete(run, order.key, () => ask(parts, process, shop, order));
  }
  await complete(run, 'enabling the endpoints', () => enableAll(run, process));
  await grow(run, 1);
  // With everything read, what money came to is not canceled any more.
  const { cancel } = createActs(parts, process, shop);
  for (let asked = 0; asked < LAST_CANCELS; asked++) await complete(run, 'canceling', cancel);
  await grow(run, LAST_BLOCKS);
  await askAgain(run);
  await watchRefunds(run);
  await tellAll(run);
}

/** A quiet hour in the middle: everything comes to rest on the tip, and the merchant looks at what did not count. */
export async function pause(run: Run): Promise<void> {
  const { parts, shop } = run;
  await beCalm(run);
  await grow(run, parts.chance.pick([1, 4, 15]));
  const { attach, cancel } = createActs(parts, run.processes[0]!, shop);
  for (const session of shop.sessions.slice(-2)) await complete(run, 'attaching', () => attach(session));
  await complete(run, 'canceling', cancel);
}

/** In that hour the merchant gives something back, and mostly sees it confirmed. */
export async function giveBack(run: Run): Promise<void> {
  const { parts, shop } = run;
  const { refund, sendBack } = createRefundActs(run, run.processes[0]!);
  // Each is asked for twice: the second time for what is left.
  for (const session of [...shop.sessions.slice(-3), ...shop.sessions.slice(-3)]) {
    await complete(run, 'refunding', () => refund(session));
  }
  for (let sent = 0; sent < 2; sent++) await complete(run, 'sending back', sendBack);
  await grow(run, parts.chance.pick([1, 3, 6]));
  parts.clock.advance(BETWEEN_LOOKS_MS);
  await complete(run, 'watching refunds', run.processes[0]!.watchRefunds);
}

/** In that hour, forks that everyone sees, as deep as they like: away, while the merchant still attaches what they take; */
export async function seeForks(run: Run): Promise<void> {
  const { parts, shop, scheduler } = run;
  for (const network of parts.networks) forkAway(parts, network, run.mempool, DEEP);
  const process = run.processes[0]!;
  const { attach } = createActs(parts, process, shop);
  for (const session of shop.sessions) {
    scheduler.start(process.id, `attaching to ${session.uuid}`, () => attach(session));
  }
  await catchUp(run);
}

/** and back again. */
export async function seeForksEnd(run: Run): Promise<void> {
  for (const network of run.parts.networks) comeBack(run.parts, network, run.mempool);
  await catchUp(run);
}

async function beCalm(run: Run): Promise<void> {
  run.isCalm = true;
  for (const node of run.parts.networks.flatMap(({ nodes }) => nodes)) node.heal();
  await finish(run, 'what was under way');
}

/** Nodes that disagreed about a payment are asked about it again after ever longer pauses; now both tell the truth. */
async function askAgain(run: Run): Promise<void> {
  const process = run.processes[0]!;
  for (const [index, { nodes }] of run.parts.networks.entries()) {
    for (let pause = 0; nodes.length > 1 && pause < MOST_PAUSES; pause++) {
      run.parts.clock.advance(PAUSE_MS);
      await complete(run, 'asking again', () => process.follow(index));
    }
  }
}

/** Past the longest pause between two looks at a refund's transaction. */
async function watchRefunds(run: Run): Promise<void> {
  for (let look = 0; look < LOOKS_AT_REFUNDS; look++) {
    run.parts.clock.advance(BETWEEN_LOOKS_MS);
    await complete(run, 'watching refunds', run.processes[0]!.watchRefunds);
  }
}

async function grow(run: Run, blocks: number): Promise<void> {
  for (let block = 0; block < blocks; block++) mineWhatWaits(run);
  await catchUp(run);
}

function mineWhatWaits({ parts, mempool }: Run): void {
  for (const network of parts.networks) {
    parts.clock.advance(60_000);
    network.chain.mine(mempool.get(network) ?? [], parts.clock.now());
    mempool.set(network, []);
  }
}

async function catchUp(run: Run): Promise<void> {
  const process = run.processes[0]!;
  for (const [index, { chain, network }] of run.parts.networks.entries()) {
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      await complete(run, `following ${network.spec.name}`, () => process.follow(index));
      const { rows } = await run.parts.database.pool.query<{ hash: string; reread_number: bigint }>(
        'SELECT hash, reread_number FROM chain_cursors WHERE network = $1',
        [network.spec.name],
      );
      if (rows[0]?.hash === chain.tip.hash && rows[0].reread_number >= chain.tip.number - 64n) break;
    }
  }
  await complete(run, 'expiring', process.expire);
  await complete(run, 'searching', process.search);
}

/** Until nothing is left to tell. The pauses grow, past every retry's. */
async function tellAll(run: Run): Promise<void> {
  const { clock } = run.parts;
  const process = run.processes[0]!;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const left = await leftToTell(run);
    if (left.events > 0) await complete(run, 'dispatching', process.dispatch);
    else if (left.deliveries === 0) return;
    await complete(run, 'delivering', process.deliver);
    if (left.events === 0) clock.advance(Math.min(1000 * 2 ** round, LONGEST_PAUSE_MS));
  }
}

async function leftToTell({ parts }: Run): Promise<{ events: number; deliveries: number }> {
  const { rows } = await parts.database.pool.query<{ events: number; deliveries: number }>(
    `SELECT (SELECT count(*)::int FROM events WHERE organization_id = $1 AND dispatched_at IS NULL) AS events,
       (SELECT count(*)::int FROM webhook_deliveries WHERE organization_id = $1 AND status = 'pending') AS deliveries`,
    [parts.organization.organizationId],
  );
  return rows[0]!;
}
