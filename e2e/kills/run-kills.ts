import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { HDKey } from '@scure/bip32';
import { builtPage } from '../../packages/checkout/test/built.ts';
import { createReceiver, type Receiver } from '../../packages/server/src/testing/receiver.ts';
import { createDataDir, removeDataDir } from '../dev-server.ts';
import { freePort } from '../ports.ts';
import { type KillRunChain, METHODS, startChain } from './chain.ts';
import { violationsOf } from './check.ts';
import { createMerchant, type Merchant } from './merchant.ts';
import { type Orders, takeOrders } from './orders.ts';
import { createVictim, TARGETS, type Target, type Victim } from './victim.ts';

const CONFIRMATIONS = 3;
/** So long after a payment was mined a reorg takes it: half a block. */
const REORG_WITHIN_MS = 500;
/** How long a delivery may be claimed by a process that is dead, and some blocks. */
const REST_TIMEOUT_MS = 120_000;
/** Of so many kills one comes while a person decides about money, and one while the chain changes its last block. */
const EVERY = 3;

export interface KillRunOptions {
  readonly kills: number;
  /** Payments begun around each kill. */
  readonly paymentsPerKill?: number;
  /** A kill comes at a random moment within so long after the payments were begun. */
  readonly withinMs?: number;
  /** Asked before each kill; once it is no, what was begun is brought to its end and checked. */
  readonly isWanted?: () => boolean;
  readonly onKill?: (kill: { readonly number: number; readonly target: Target; readonly afterMs: number }) => void;
}

export interface KillRun {
  readonly kills: Readonly<Record<Target, number>>;
  readonly payments: number;
  /** Payments that a reorg took, and that were made again. */
  readonly takenBack: number;
  /** Sums that came after a cancel and that a person decided about. */
  readonly decisions: number;
  readonly events: number;
  readonly deliveries: number;
  /** Empty when all is as it must be. */
  readonly violations: readonly string[];
  readonly log: string;
}

/**
 * Kills a real server, its database, or both, with `kill -9`, at random moments while customers pay in coin and token, the chain
 * takes blocks back, a person decides about money that came after a cancel and the merchant is told; and starts again on the same data directory each time. Then it waits until all has come to rest, and checks everything: what
 * the API says, what the receiver was told, and, by `opentill audit`, the books against the chain.
 */
export async function runKills(options: KillRunOptions): Promise<KillRun> {
  await builtPage();
  const dataDir = await createDataDir();
  // Slow to acknowledge at times, so that kills come between delivery and acknowledgement too.
  const receiver = await createReceiver(async (response) => {
    await delay(randomInt(0, 200));
    response.writeHead(200).end();
  });
  const chain = await startChain();
  const victim = createVictim(dataDir, await freePort(), {
    OPENTILL_RPC_SEPOLIA_TESTNET: chain.rpcUrl,
    OPENTILL_CONFIRMATIONS_SEPOLIA_TESTNET: String(CONFIRMATIONS),
    OPENTILL_RATE_SOURCES: 'fixed',
    OPENTILL_WEBHOOK_ALLOW: '127.0.0.0/8',
    OPENTILL_REQUESTS_PER_MINUTE: '0',
  });
  try {
    await victim.start();
    const merchant = createMerchant(victim.url, await setUp(victim));
    await merchant.createEndpoint(receiver.url);
    return await killAndCheck({ victim, merchant, chain, receiver }, options);
  } catch (cause) {
    throw new Error(`the kill run broke off; the server said:\n${victim.log()}`, { cause });
  } finally {
    await victim.stop().catch(() => {});
    await Promise.all([chain.stop(), receiver.close()]);
    await removeDataDir(dataDir);
  }
}

/** An organization, where its money goes, and its key. */
async function setUp(victim: Victim): Promise<string> {
  const wallet = HDKey.fromMasterSeed(randomBytes(32)).derive("m/44'/60'/0'").publicExtendedKey;
  for (const args of [
    ['organizations', 'create', '--name', 'Shop'],
    ['xpubs', 'add', wallet, '--mode', 'test'],
  ]) {
    const { code, stderr } = await victim.opentill(...args);
    if (code !== 0) throw new Error(stderr);
  }
  return (await victim.opentill('keys', 'create', '--mode', 'test')).stdout.trim();
}

interface Scene {
  readonly victim: Victim;
  readonly merchant: Merchant;
  readonly chain: KillRunChain;
  readonly receiver: Receiver;
}

async function killAndCheck(scene: Scene, options: KillRunOptions): Promise<KillRun> {
  const { kills, withinMs = 3000, isWanted = () => true, onKill } = options;
  const { victim, merchant, chain, receiver } = scene;
  const counts: Record<Target, number> = { server: 0, database: 0, both: 0 };
  const orders = takeOrders(merchant, chain);
  const faults: unknown[] = [];
  const begun: Promise<void>[] = [];
  for (let number = 1; number <= kills && isWanted(); number++) {
    const acts = actsAround(number, orders, scene, options);
    begun.push(...acts.map((act) => act.catch((fault: unknown) => void faults.push(fault))));
    const afterMs = randomInt(0, withinMs);
    await delay(afterMs);
    // Each target in turn, so that few kills hit all three as well.
    const target = TARGETS[number % TARGETS.length]!;
    counts[target] += 1;
    onKill?.({ number, target, afterMs });
    await victim.kill(target);
  }
  await Promise.all(begun);
  if (faults.length > 0) throw faults[0];
  const { expected } = orders;
  const rest = await untilRest(scene, orders);
  const audit = await victim.opentill('audit');
  const violations = violationsOf({ expected, ...rest, told: receiver.requests });
  const payments = new Set([...expected.values()].map(({ payment }) => payment));
  return {
    kills: counts,
    payments: payments.size,
    takenBack: [...payments].filter(({ wasTakenBack }) => wasTakenBack).length,
    decisions: [...expected.values()].filter(({ decided }) => decided !== null).length,
    events: rest.events.length,
    deliveries: receiver.requests.length,
    violations: audit.code === 0 ? violations : [...violations, `opentill audit: ${audit.stdout}${audit.stderr}`],
    log: victim.log(),
  };
}

/** What is begun before a kill: purchases, in coin and token in turn, and now and then something rarer. */
function actsAround(
  number: number,
  orders: Orders,
  { chain }: Scene,
  options: KillRunOptions,
): readonly Promise<void>[] {
  const { paymentsPerKill = 3 } = options;
  const method = (i: number) => METHODS[i % METHODS.length]!;
  const acts = Array.from({ length: paymentsPerKill }, (_, i) => orders.buy(method(i)));
  const round = Math.floor(number / EVERY);
  if (number % EVERY === 1) acts.push(orders.payAfterCancel(method(round), round % 2 === 0 ? 'attach' : 'write_off'));
  const reorganize = () => chain.reorganize(CONFIRMATIONS - 1, randomInt(0, REORG_WITHIN_MS));
  if (number % EVERY === 2) acts.push(Promise.race(acts).then(reorganize));
  return acts;
}

/** When every session is what it must become and every event was told, or after the time: what is then missing is a violation. */
async function untilRest({ merchant, receiver }: Scene, { expected }: Orders) {
  for (let waitedMs = 0; ; waitedMs += 250) {
    const [sessions, unexpected] = [await merchant.listSessions(), await merchant.listUnexpected()];
    const events = await merchant.listEvents();
    const told = new Set(receiver.requests.map(({ headers }) => headers['webhook-id']));
    const isAtRest =
      sessions.length >= expected.size &&
      sessions.every(({ id, status }) => status === expected.get(id)?.status) &&
      events.every(({ id }) => told.has(id));
    if (isAtRest || waitedMs >= REST_TIMEOUT_MS) return { sessions, unexpected, events };
    await delay(250);
  }
}
