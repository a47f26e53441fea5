import { afterAll, afterEach, beforeAll } from 'vitest';
import type { NetworkConfig } from '../config/network-spec.ts';
import type { Store } from '../store/database.ts';
import { networkNamed, openShop, type Shop, USDC, USDT } from './chain-shop.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { type FollowOptions, follow, type TestFollower, untilAt } from './follower.ts';
import { LittleChain } from './little-chain.ts';

export interface ChainScene {
  readonly network: NetworkConfig;
  readonly chain: LittleChain;
  /** A follower of the chain's, stopped with the test at the latest. */
  follow(options?: Partial<FollowOptions>): TestFollower;
  /** Resolves when the books stand on the chain's tip. */
  read(): Promise<void>;
}

export interface ChainShop {
  readonly database: TestDatabase;
  readonly store: Store;
  readonly shop: Shop;
  /** A network of the test's own with a little chain of a few blocks. */
  scene(options?: Parameters<typeof networkNamed>[1]): ChainScene;
}

/** A database and a shop for a file of tests; networks and followers for each test. */
export function useChainShop(): ChainShop {
  const used = {} as { database: TestDatabase; shop: Shop };
  const followers: TestFollower[] = [];
  let networks = 0;

  beforeAll(async () => {
    used.database = await createTestDatabase();
    used.shop = openShop(used.database);
  });
  afterEach(async () => {
    await Promise.all(followers.splice(0).map((follower) => follower.stop()));
  });
  afterAll(() => used.database.close());

  function scene(options?: Parameters<typeof networkNamed>[1]): ChainScene {
    const network = networkNamed(`Network${++networks}`, options);
    const { name } = network.spec;
    const chain = new LittleChain({ network: name, watchedTokens: [USDC, USDT], startAt: startOfSecond() });
    chain.mineEmpty(5);
    return {
      network,
      chain,
      follow(more = {}) {
        const follower = follow(used.shop, { network, source: chain.source(), ...more });
        followers.push(follower);
        return follower;
      },
      read: () => untilAt(used.database.store, name, chain.tip),
    };
  }

  return {
    get database() {
      return used.database;
    },
    get store() {
      return used.database.store;
    },
    get shop() {
      return used.shop;
    },
    scene,
  };
}

const startOfSecond = () => Math.floor(Date.now() / 1000) * 1000;
