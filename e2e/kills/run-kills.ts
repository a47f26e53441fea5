import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { HDKey } from '@scure/bip32';
import { builtPage } from '../../packages/checkout/test/built.ts';
import { type Anvil, startAnvil } from '../../packages/server/src/testing/anvil.ts';
import { createReceiver, type Receiver } from '../../packages/server/src/testing/receiver.ts';
import { createDataDir, removeDataDir } from '../dev-server.ts';
import { freePort } from '../ports.ts';
import { violationsOf } from './check.ts';
import { createMerchant, type Merchant, type Session } from './merchant.ts';
import { createVictim, TARGETS, type Target, type Victim } from './victim.ts';

const SEPOLIA = 11_155_111;
const CONFIRMATIONS = 2;
/** How long a delivery may be claimed by a process that is dead, and some blocks. */
const REST_TIMEOUT_MS = 120_000;

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
  readonly events: number;
  readonly deliveries: number;
  /** Empty when all is as it must be. */
  readonly violations: readonly string[];
  readonly log: string;
}

/**
 * Kills a real server, its database, or both, with `kill -9`, at random moments while customers pay and the merchant is told,
 * and starts again on the same data directory each time. Then it waits until all has come to rest, and checks everything: what
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
  const anvil = await startAnvil({ chainId: SEPOLIA, blockTimeSeconds: 1 });
  const victim = createVictim(dataDir, await freePort(), {
    OPENTILL_RPC_SEPOLIA_TESTNET: anvil.rpcUrl,
    OPENTILL_CONFIRMATIONS_SEPOLIA_TESTNET: String(CONFIRMATIONS),
    OPENTILL_RATE_SOURCES: 'fixed',
    OPENTILL_WEBHOOK_ALLOW: '127.0.0.0/8',
    OPENTILL_REQUESTS_PER_MINUTE: '0',
  });
  try {
    await victim.start();
    const merchant = createMerchant(victim.url, await setUp(victim));
    await merchant.createEndpoint(receiver.url);
    return await killAndCheck({ victim, merchant, anvil, receiver }, options);
  } catch (cause) {
    throw new Error(`the kill run broke off; the server said:\n${victim.log()}`, { cause });
  } finally {
    await victim.stop().catch(() => {});
    await Promise.all([anvil.stop(), receiver.close()]);
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
  readonly anvil: Anvil;
  readonly receiver: Receiver;
}

async function killAndCheck(scene: Scene, options: KillRunOptions): Promise<KillRun> {
  const { kills, paymentsPerKill = 3, withinMs = 3000, isWanted = () => true, onKill } = options;
  const { victim, merchant, receiver } = scene;
  const counts: Record<Target, number> = { server: 0, database: 0, both: 0 };
  const paid = new Map<string, string>();
  const faults: unknown[] = [];
  const buying: Promise<void>[] = [];
  const pay = createPayer(scene.anvil);
  for (let number = 1; number <= kills && isWanted(); number++) {
    for (let i = 0; i < paymentsPerKill; i++) {
      buying.push(buy(merchant, pay, paid).catch((fault: unknown) => void faults.push(fault)));
    }
    const afterMs = randomInt(0, withinMs);
    await delay(afterMs);
    // Each target in turn, so that few kills hit all three as well.
    const target = TARGETS[number % TARGETS.length]!;
    counts[target] += 1;
    onKill?.({ number, target, afterMs });
    await victim.kill(target);
  }
  await Promise.all(buying);
  if (faults.length > 0) throw faults[0];
  const { sessions, events } = await untilRest(merchant, receiver, paid.size);
  const audit = await victim.opentill('audit');
  const violations = violationsOf({ paid, sessions, events, told: receiver.requests });
  return {
    kills: counts,
    payments: paid.size,
    events: events.length,
    deliveries: receiver.requests.length,
    violations: audit.code === 0 ? violations : [...violations, `opentill audit: ${audit.stdout}${audit.stderr}`],
    log: victim.log(),
  };
}

type Pay = (session: Session) => Promise<string>;

/** One after another: the node gives two that come at once the same nonce. */
function createPayer({ client, accounts }: Anvil): Pay {
  let last: Promise<unknown> = Promise.resolve();
  return ({ address: to, amount }) => {
    const sent = last.then(() =>
      client.sendTransaction({ account: accounts[0]!.address, to, value: BigInt(amount.wei) } as never),
    );
    last = sent.catch(() => {});
    return sent;
  };
}

/** A customer's whole purchase: an order, then the money, whoever is dead meanwhile. */
async function buy(merchant: Merchant, pay: Pay, paid: Map<string, string>): Promise<void> {
  const session = await merchant.createSession();
  paid.set(session.id, await pay(session));
}

/** When every session has its payment and every event was told, or after the time: what is then missing is a violation. */
async function untilRest(merchant: Merchant, receiver: Receiver, orders: number) {
  for (let waitedMs = 0; ; waitedMs += 250) {
    const sessions = await merchant.listSessions();
    const events = await merchant.listEvents();
    const told = new Set(receiver.requests.map(({ headers }) => headers['webhook-id']));
    const isAtRest =
      sessions.length >= orders &&
      sessions.every(({ status }) => status === 'paid') &&
      events.every(({ id }) => told.has(id));
    if (isAtRest || waitedMs >= REST_TIMEOUT_MS) return { sessions, events };
    await delay(250);
  }
}
