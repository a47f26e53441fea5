import type pg from 'pg';
import { createEventRenderer } from '../packages/server/src/compose/render-event.ts';
import type { NetworkConfig } from '../packages/server/src/config/network-spec.ts';
import { createDevnetSpec } from '../packages/server/src/config/test-networks.ts';
import type { Hex } from '../packages/server/src/core/hex.ts';
import type { AddressSupply } from '../packages/server/src/operations/address-supply.ts';
import { createWebhookEndpoint } from '../packages/server/src/operations/create-webhook-endpoint.ts';
import type { Principal } from '../packages/server/src/operations/principal.ts';
import { createOrganization } from '../packages/server/src/operations/set-up-organization.ts';
import type { RenderEvent } from '../packages/server/src/operations/signed-post.ts';
import { createStore } from '../packages/server/src/store/database.ts';
import { createSecretBox } from '../packages/server/src/store/secret-box.ts';
import { SimulatedChain } from './chain.ts';
import { createClock, type SimulatedClock } from './clock.ts';
import { SimulatedNode } from './node.ts';
import { type Chance, createChance } from './random.ts';
import { Receiver } from './receiver.ts';

export const CONFIRMATIONS = 3;
/** Blocks this far apart make every block's second reading due by itself. */
const BLOCK_TIME_MS = 60_000;
/** A moment that does not depend on the day. */
const START = Date.parse('2026-03-01T12:00:00Z');

export interface SimulatedNetwork {
  readonly network: NetworkConfig;
  readonly chain: SimulatedChain;
  readonly node: SimulatedNode;
}

/** What outlives every process: the world, and what is on disk. */
export interface WorldParts {
  readonly seed: number;
  readonly chance: Chance;
  readonly clock: SimulatedClock;
  readonly pool: pg.Pool;
  readonly networks: readonly SimulatedNetwork[];
  readonly addresses: AddressSupply;
  readonly secret: Buffer;
  readonly organization: Principal;
  readonly receivers: readonly Receiver[];
  readonly renderEvent: RenderEvent;
}

/** A fresh organization on fresh networks, in a database that other seeds have used. */
export async function createWorld(pool: pg.Pool, seed: number): Promise<WorldParts> {
  const chance = createChance(seed);
  const clock = createClock(chance, START);
  const names = chance.oneIn(2) ? ['A'] : ['A', 'B'];
  const networks = names.map((letter, index) => openNetwork(`S${seed}${letter}`, 900_000 + index, chance, clock.now()));
  const store = createStore(pool);
  const { organizationId } = await createOrganization(store, clock, { name: `Seed ${seed}` });
  const organization: Principal = { organizationId, livemode: false, actor: 'key:simulated', permissions: 'all' };
  const secret = Buffer.alloc(32, 7);
  const deps = { runtime: clock, secretBox: createSecretBox(secret, clock.randomBytes), findUrlFlaw: () => null };
  const receivers: Receiver[] = [];
  for (const path of ['steady', 'shaky']) {
    const url = `http://receiver.test/${seed}/${path}`;
    const made = await createWebhookEndpoint(deps, store, organization, {
      url,
      description: null,
      eventTypes: ['*'],
      dialect: 'canonical',
    } as never);
    if (made.outcome === 'refused') throw new Error(made.message);
    receivers.push(new Receiver(url, made.secret));
  }
  const renderEvent = createEventRenderer({ publicUrl: 'http://localhost', csrfTokenOf: () => 'token' });
  const addresses = supplyOf(chance, clock.newId());
  return { seed, chance, clock, pool, networks, addresses, secret, organization, receivers, renderEvent };
}

function openNetwork(name: string, chainId: number, chance: Chance, at: number): SimulatedNetwork {
  const token = (): Hex => `0x${chance.bytes(20).toString('hex')}`;
  const spec = { ...createDevnetSpec({ USDC: token(), USDT: token() }), name, chainId, blockTimeMs: BLOCK_TIME_MS };
  const network = { spec, rpcUrls: ['http://node.test/'], wsUrl: null, confirmations: CONFIRMATIONS };
  const chain = new SimulatedChain(name, at);
  return { network, chain, node: new SimulatedNode(chain, chainId, chance) };
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
