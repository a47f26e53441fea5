import { redeliverWebhook } from '../packages/server/src/operations/redeliver-webhook.ts';
import { updateWebhookEndpoint } from '../packages/server/src/operations/update-webhook-endpoint.ts';
import { listWebhookDeliveries } from '../packages/server/src/store/webhook-deliveries.ts';
import { createActs } from './acts.ts';
import { mine, pay } from './customers.ts';
import { followTask } from './jobs.ts';
import { LIES, NODE_FAULTS, type NodeFault } from './node.ts';
import { ask, newOrder } from './orders.ts';
import { createRefundActs } from './refunds.ts';
import { reorganize } from './reorgs.ts';
import type { Run } from './run.ts';
import type { ServerProcess } from './server-process.ts';
import { pickSession } from './shop.ts';

const MOST_PROCESSES = 2;
const ENOUGH_ORDERS = 8;

/** One fact of this world: of a chain, a customer, a merchant, a node, or of time. */
export function happen(run: Run): void {
  const { parts, shop, mempool, counts } = run;
  const { chance, clock } = parts;
  counts.facts += 1;
  const network = chance.pick(parts.networks);
  const what = chance.weighted([
    [8, 'mine'],
    [7, 'pay'],
    [8, 'act'],
    [1, 'refund'],
    [3, 'order'],
    [1, 'receivers'],
    [4, 'reorg'],
    [3, 'fault'],
    [2, 'time'],
    [2, 'process'],
  ] as const);
  if (what === 'mine') mine(parts, network, mempool, shop.sessions);
  else if (what === 'pay' && shop.sessions.length > 0) pay(parts, shop.sessions, mempool);
  else if (what === 'act' && shop.sessions.length > 0) startAct(run);
  else if (what === 'refund' && shop.sessions.length > 0) startRefundAct(run);
  else if (what === 'receivers') startCareOfReceivers(run);
  else if (what === 'reorg') reorganize(parts, network, mempool);
  else if (what === 'time') clock.advance(chance.int(20) * 15_000);
  else if (what === 'process' && run.processes.length < MOST_PROCESSES) run.boot();
  else if (what === 'fault') changeFaults(run, chance.pick(network.nodes).faults);
  else startOrder(run);
}

/** A new order, or one whose answer never came, or one that the client asks for once more all the same. */
function startOrder(run: Run): void {
  const { parts, shop, scheduler } = run;
  const { chance } = parts;
  const process = chance.pick(run.processes);
  const isRepeat = shop.orders.length > 0 && (shop.orders.length >= ENOUGH_ORDERS || chance.oneIn(3));
  const order = isRepeat ? chance.pick(shop.orders) : newOrder(parts, shop);
  scheduler.start(process.id, nameless(run, process), () => ask(parts, process, shop, order));
}

const ACTS = [
  'cancel',
  'cancel',
  'expire',
  'extend',
  'accept',
  'accept',
  'attach',
  'attach',
  'attach',
  'writeOff',
  'choose',
] as const;

function startAct(run: Run): void {
  const { parts, shop, scheduler } = run;
  const { chance } = parts;
  const process = chance.pick(run.processes);
  const acts = createActs(parts, process, shop);
  const session = pickSession(chance, shop.sessions);
  const act = chance.pick(ACTS);
  if (act !== 'cancel') {
    scheduler.start(process.id, nameless(run, process), () => acts[act](session));
    return;
  }
  // It reads the networks to their tip, which one process does once at a time.
  const isFollowing = parts.networks.some((_, index) => scheduler.isRunning(followTask(process.id, index)));
  const task = `${process.id} cancel`;
  if (!isFollowing && !scheduler.isRunning(task)) scheduler.start(process.id, task, acts.cancel);
}

const REFUND_ACTS = ['refund', 'refund', 'sendBack', 'giveUpRefund'] as const;

function startRefundAct(run: Run): void {
  const { parts, shop, scheduler } = run;
  const process = parts.chance.pick(run.processes);
  const acts = createRefundActs(run, process);
  const session = pickSession(parts.chance, shop.sessions);
  const act = parts.chance.pick(REFUND_ACTS);
  scheduler.start(process.id, nameless(run, process), () => acts[act](session));
}

/** The merchant looks after those who are told: enables one that was given up, or has something told once more. */
function startCareOfReceivers(run: Run): void {
  const { parts, scheduler } = run;
  const process = parts.chance.pick(run.processes);
  const work = parts.chance.oneIn(2) ? () => enableAll(run, process) : () => redeliver(run, process);
  scheduler.start(process.id, nameless(run, process), work);
}

export async function enableAll({ parts }: Run, { store }: ServerProcess): Promise<void> {
  const deps = { runtime: parts.clock, secretBox: parts.secretBox, findUrlFlaw: () => null };
  for (const receiver of parts.receivers) {
    await updateWebhookEndpoint(deps, store, parts.organization, receiver.endpointId, { status: 'enabled' });
    receiver.isEnabled(parts.clock.now());
  }
}

async function redeliver({ parts }: Run, { store }: ServerProcess): Promise<void> {
  const { chance, organization, clock } = parts;
  const delivered = await listWebhookDeliveries(store, organization, { status: 'delivered' }, { limit: 20 });
  if (delivered.length > 0) await redeliverWebhook({ runtime: clock }, store, organization, chance.pick(delivered).id);
}

function changeFaults({ parts: { chance } }: Run, faults: Set<NodeFault>): void {
  if (faults.size > 0 && chance.oneIn(2)) faults.clear();
  else faults.add(chance.pick(chance.oneIn(2) ? LIES : NODE_FAULTS));
}

/** As many of these as one likes run beside each other. */
const nameless = ({ counts }: Run, process: ServerProcess) => `${process.id} request ${counts.facts}`;
