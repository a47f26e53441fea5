import type pg from 'pg';
import { createEventRenderer } from '../packages/server/src/compose/render-event.ts';
import type { NetworkConfig } from '../packages/server/src/config/network-spec.ts';
import { createDevnetSpec } from '../packages/server/src/config/test-networks.ts';
import { PLAIN_ASSURANCE } from '../packages/server/src/core/chain/assurance.ts';
import type { Hex } from '../packages/server/src/core/hex.ts';
import type { AddressSupply } from '../packages/server/src/operations/address-supply.ts';
import { createWebhookEndpoint } from '../packages/server/src/operations/create-webhook-endpoint.ts';
import type { Principal } from '../packages/server/src/operations/principal.ts';
import { createOrganization } from '../packages/server/src/operations/set-up-organization.ts';
import type { RenderEvent } from '../packages/server/src/operations/signed-post.ts';
import { updateSite } from '../packages/server/src/operations/update-site.ts';
import { createStore } from '../packages/server/src/store/database.ts';
import { retriedTransaction } from '../packages/server/src/store/retried-transaction.ts';
import { createSecretBox, type SecretBox } from '../packages/server/src/store/secret-box.ts';
import { SimulatedChain } from './chain.ts';
import { createClock, type SimulatedClock } from './clock.ts';
import type { SharedDatabase } from './gated-pool.ts';
import { SimulatedNode } from './node.ts';
import { createObserver, type Observer } from './observer.ts';
import { type Chance, createChance } from './random.ts';
import { Receiver, TEMPERS, type Temper } from './receiver.ts';

/** Blocks this far apart make every block's second reading due by itself. */
const BLOCK_TIME_MS = 60_000;
/** What each endpoint asks for. */
const WANTED = {
  steady: ['*'],
  shaky: ['session.created', 'session.paid', 'session.expired', 'session.failed', 'session.pending'],
  leaving: ['session.paid', 'session.paid_late', 'session.overpaid'],
} as const satisfies Record<Temper, readonly string[]>;
const DISABLES = /^update "webhook_endpoints" set "status" = \$1, "disabled_reason"/;
const BOUNDS = { min: 1, max: 86_400 };
const SITE_RULES = { ttlBounds: BOUNDS, graceBounds: BOUNDS, isMethod: () => true };
/** A moment that does not depend on the day. */
const START = Date.parse('2026-03-01T12:00:00Z');

export interface SimulatedNetwork {
  readonly network: NetworkConfig;
  readonly chain: SimulatedChain;
  /** One, or two that must agree before anything is credited; then one of them may lie about what its blocks hold. */
  readonly nodes: readonly SimulatedNode[];
}

/** What outlives every process: the world, and what is on disk. */
export interface WorldParts {
  readonly chance: Chance;
  readonly clock: SimulatedClock;
  readonly database: SharedDatabase;
  readonly observer: Observer;
  readonly networks: readonly SimulatedNetwork[];
  readonly addresses: AddressSupply;
  readonly secretBox: SecretBox;
  readonly organization: Principal;
  readonly receivers: readonly Receiver[];
  readonly renderEvent: RenderEvent;
}

/** A fresh organization on fresh networks, in a database that other seeds have used. */
export async function createWorld(pool: pg.Pool, seed: number): Promise<WorldParts> {
  const chance = createChance(seed);
  const clock = createClock(chance, START);
  const observer = createObserver();
  const names = chance.oneIn(2) ? ['A'] : ['A', 'B'];
  const networks = names.map((letter, index) => openNetwork(`S${seed}${letter}`, 900_000 + index, chance, clock.now));
  const store = createStore(pool);
  const { organizationId, siteId } = await createOrganization(store, clock, { name: `Seed ${seed}` });
  const tolerance = { underToleranceBps: chance.pick([0, 0, 100]), overToleranceBps: chance.pick([0, 0, 1500]) };
  await updateSite(store, { organizationId, id: siteId }, tolerance, SITE_RULES);
  const organization: Principal = { organizationId, livemode: false, actor: 'key:simulated', permissions: 'all' };
  const secretBox = createSecretBox(Buffer.alloc(32, 7), clock.randomBytes);
  const receivers: Receiver[] = [];
  for (const temper of Object.keys(TEMPERS) as Temper[]) {
    const deps = { runtime: clock, secretBox, findUrlFlaw: () => null };
    const url = `http://receiver.test/${seed}/${temper}`;
    const eventTypes = WANTED[temper];
    const input = { url, description: null, eventTypes, dialect: 'canonical' } as const;
    const made = await retriedTransaction(store, (tx) => createWebhookEndpoint(deps, tx, organization, input));
    if (made.outcome === 'refused') throw new Error(made.message);
    receivers.push(new Receiver(made.endpoint.id, url, made.secret, temper, eventTypes));
  }
  return {
    chance,
    clock,
    database: {
      pool,
      inTransaction: new Set(),
      ended: 0,
      watch(text, result) {
        observer.watch(text, result);
        // Only one of them ever says that it is no more.
        if (DISABLES.test(text)) receivers.find(({ temper }) => temper === 'leaving')!.isDisabled(clock.now());
      },
    },
    observer,
    networks,
    addresses: supplyOf(chance, clock.newId()),
    secretBox,
    organization,
    receivers,
    renderEvent: createEventRenderer({ publicUrl: 'http://localhost', csrfTokenOf: () => 'token' }),
  };
}

function openNetwork(name: string, chainId: number, chance: Chance, now: () => number): SimulatedNetwork {
  const token = (): Hex => `0x${chance.bytes(20).toString('hex')}`;
  const spec = { ...createDevnetSpec({ USDC: token(), USDT: token() }), name, chainId, blockTimeMs: BLOCK_TIME_MS };
  const confirmations = chance.pick([1, 2, 3, 3, 5]);
  const rpcUrls = chance.oneIn(3) ? ['http://first.test/', 'http://second.test/'] : ['http://node.test/'];
  const assurance = { ...PLAIN_ASSURANCE, quorum: rpcUrls.length };
  const network = { spec, rpcUrls, wsUrl: null, confirmations, assurance };
  const chain = new SimulatedChain(name, now);
  const liar = rpcUrls.length > 1 ? chance.pick(rpcUrls) : null;
  const nodes = rpcUrls.map((url) => new SimulatedNode(url, chain, chainId, chance, url === liar));
  return { network, chain, nodes };
}

function supplyOf(chance: Chance, xpubId: string): AddressSupply {
  let index = 0n;
  return {
    async take() {
      return { address: `0x${chance.bytes(20).toString('hex')}`, index: index++, xpubId };
    },
    giveBack() {},
    close: async () => {},
  };
}
