import type { NetworkConfig } from '../config/network-spec.ts';
import { createDevnetSpec } from '../config/test-networks.ts';
import type { Difference } from '../core/books/difference.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Hex } from '../core/hex.ts';
import { auditBooks } from '../operations/audit-books.ts';
import { watchRefunds } from '../operations/watch-refunds.ts';
import type { ReplacedParts } from './compose-api.ts';
import { follow, type TestFollower, untilAt } from './follower.ts';
import { LittleChain } from './little-chain.ts';
import { createTestApi, type TestApi } from './test-api.ts';

export const COIN: Hex = `0x${'c1'.repeat(20)}`;
const OTHER: Hex = `0x${'c2'.repeat(20)}`;

/** What the bench is built upon: see `createTestApi`. */
export interface RefundBenchParts {
  /** Of the little chain's network, as the API shows it. */
  readonly name?: string;
  readonly chainId?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Pick<ReplacedParts, 'startAt' | 'pace'>;
}

export interface RefundBench {
  readonly api: TestApi;
  readonly chain: LittleChain;
  readonly network: NetworkConfig;
  /** A session over 50 USDC of the little chain, paid there and confirmed. */
  paidSession(): Promise<{ id: string; address: Hex }>;
  /** Mines so many empty blocks and has them read. */
  mine(count: number): Promise<void>;
  /** Has everything read that was mined. */
  read(): Promise<void>;
  /** Stops following the chain; what is returned goes on with it. */
  pause(): Promise<() => void>;
  /** What the job does each second, once all that is due is due again. */
  watch(network?: NetworkConfig, node?: Partial<ChainSource>): Promise<void>;
  refund(id: string): Promise<Record<string, unknown>>;
  /** What the books contradict themselves in: nothing. */
  contradictions(): Promise<readonly Difference[]>;
  /** What the ledger's accounts hold of a session, those at zero left out. */
  balancesOf(sessionId: string): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

/** The whole API beside a follower of a little chain. */
export async function openRefundBench(parts: RefundBenchParts = {}): Promise<RefundBench> {
  const { name = 'Little', environment = {} } = parts;
  const devnet = createDevnetSpec({ USDC: COIN, USDT: OTHER });
  const spec = { ...devnet, name, confirmations: 3, chainId: parts.chainId ?? devnet.chainId };
  const network: NetworkConfig = { spec, rpcUrls: [], wsUrl: null, confirmations: 3 };
  const api = await createTestApi(environment, {
    moreNetworks: [spec],
    ...parts.clock,
  });
  // The little chain has blocks of its own: it is read from its beginning.
  await api.database.pool.query('DELETE FROM chain_cursors WHERE network = $1', [name]);
  const startAt = Math.floor(api.clock.now() / 1000) * 1000;
  const chain = new LittleChain({ network: name, chainId: spec.chainId, watchedTokens: [COIN, OTHER], startAt });
  const source = chain.source();
  const { store } = api.database;
  const deps = { store, runtime: api.clock, rederive: api.sessions.rederive };
  const start = (): TestFollower => follow({ deps, runtime: api.clock }, { network, source });
  let follower = start();
  const read = () => untilAt(store, name, chain.tip);

  async function mine(count: number): Promise<void> {
    chain.mineEmpty(count);
    await read();
  }

  return {
    api,
    chain,
    network,
    mine,
    read,
    async paidSession() {
      const { body } = await api.call('POST', '/checkout_sessions', {
        body: { amount: { value: '50.00', currency: 'USD' }, method: `${name}:USDC` },
      });
      chain.mine({ to: body.address, amountAtomic: 50_000_000n, contract: COIN });
      await mine(2);
      return body;
    },
    async pause() {
      await follower.stop();
      return () => {
        follower = start();
      };
    },
    async watch(asked = network, node = {}) {
      await api.database.pool.query('UPDATE refunds SET next_check_at = $1 WHERE next_check_at IS NOT NULL', [
        new Date(api.clock.now()),
      ]);
      await watchRefunds({ ...api.refunds, store }, [{ network: asked, source: { ...source, ...node } }]);
    },
    refund: async (id) => (await api.call('GET', `/refunds/${id}`)).body,
    async contradictions() {
      return (await auditBooks({ store, runtime: api.clock }, 0)).differences;
    },
    async balancesOf(sessionId) {
      const { data } = (await api.call('GET', `/ledger_entries?session=${sessionId}&limit=100`)).body;
      const balances = new Map<string, bigint>();
      const add = (account: string, amount: bigint) => balances.set(account, (balances.get(account) ?? 0n) + amount);
      for (const { debit, credit, amount } of data) {
        add(debit, -BigInt(amount.wei));
        add(credit, BigInt(amount.wei));
      }
      return Object.fromEntries([...balances].filter(([, sum]) => sum !== 0n).map(([name, sum]) => [name, `${sum}`]));
    },
    async close() {
      await follower.stop();
      await api.close();
    },
  };
}
