import type { NetworkConfig } from '../../packages/server/src/config/network-spec.ts';
import type { Hex } from '../../packages/server/src/core/hex.ts';
import { createFollower } from '../../packages/server/src/ingest/follow-chain.ts';
import type { Transport } from '../../packages/server/src/networks/evm/rpc-http.ts';
import { createEvmSource } from '../../packages/server/src/networks/evm/source.ts';
import { createCursor, readCursor } from '../../packages/server/src/store/chain-cursors.ts';
import { networkNamed, openShop } from '../../packages/server/src/testing/chain-shop.ts';
import { createMemoryWake } from '../../packages/server/src/testing/memory-wake.ts';
import type { DurableDatabase } from '../durable-database.ts';
import type { BusyChain } from './busy-chain.ts';

/** Sessions that wait to be paid in this token, and everything that follows the chain for them. */
export async function openBooks(database: DurableDatabase, rpcUrl: string, usdc: Hex, sessions: number) {
  const { pool, store } = database;
  const network: NetworkConfig = {
    ...networkNamed('Devnet', { tokens: { USDC: usdc, USDT: usdc } }),
    rpcUrls: [rpcUrl],
  };
  const shop = openShop({ ...database, close: async () => {} });
  const createdAt = shop.runtime.now();
  // The chain is made afterwards, and nothing of it is late.
  const ttlMs = 24 * 3600_000;
  const opened = await Promise.all(
    Array.from({ length: sessions }, () => shop.openSession({ networks: [network], createdAt, ttlMs })),
  );

  /** As if nothing of the chain had been read yet. */
  async function rewind({ start }: BusyChain): Promise<void> {
    await pool.query('TRUNCATE transfers, payments, chain_cursors, chain_blocks');
    await pool.query(
      `UPDATE sessions SET status = 'pending', version = 1, told_paid = false, paid_at = NULL, tx_hash = NULL`,
    );
    const source = newSource();
    const [header] = await source.readHeaders([start]);
    const { genesisHash } = await source.identify();
    await source.close();
    const at = shop.runtime.now();
    await createCursor(store, {
      network: 'Devnet',
      chainId: network.spec.chainId,
      genesisHash,
      start: header!,
      leaseToken: 0n,
      at,
    });
    await pool.query('CHECKPOINT');
  }

  const newSource = (transport?: Transport) =>
    createEvmSource({ network, watchedTokens: [usdc], now: shop.runtime.now, ...(transport && { transport }) });

  /** Follows to the tip with a follower of its own; returns how long it took, in milliseconds. */
  async function follow({ tip }: BusyChain, transport?: Transport): Promise<number> {
    const source = newSource(transport);
    const { promise: reached, resolve, reject } = Promise.withResolvers<void>();
    const log = {
      ...{
        started() {},
        restarted() {},
        rolledBack() {},
        catchingUp() {},
        caughtUp() {},
        unverified() {},
        quorumMissing() {},
        nodeApart() {},
        timeAmended() {},
        missedTransfersFound() {},
      },
      faltered: ({ error }: { error: unknown }) => reject(new Error('following faltered', { cause: error })),
    };
    // Called after each batch.
    const onChanges = async () => {
      if ((await readCursor(store, 'Devnet'))?.number === tip) resolve();
    };
    const wake = createMemoryWake();
    const holder = shop.runtime.newId();
    const follower = createFollower({ ...shop.deps, network, source, wake, holder, log, onChanges });
    const startedAt = performance.now();
    follower.start();
    await reached;
    const tookMs = performance.now() - startedAt;
    await follower.stop();
    await source.close();
    return tookMs;
  }

  const countTransfers = async () =>
    Number((await pool.query<{ n: bigint }>('SELECT count(*) AS n FROM transfers')).rows[0]!.n);

  return { recipients: opened.map(({ address }) => address), rewind, follow, countTransfers };
}
