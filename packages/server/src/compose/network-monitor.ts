import { setTimeout as delay } from 'node:timers/promises';
import type { NetworkConfig } from '../config/network-spec.ts';
import type { InternalTransfers } from '../core/chain/source.ts';
import type { Instant } from '../core/time.ts';
import type { NetworkState } from '../http/routes/operations/routes.ts';
import { every, type RunningJob } from '../jobs/every.ts';
import type { Runtime } from '../operations/runtime.ts';
import type { Store } from '../store/database.ts';

const REFRESH_MS = 1000;
const LOOK_EVERY_MS = 25;
const LEAST_PATIENCE_MS = 60_000;
const PATIENCE_BLOCKS = 20;
/** Further behind than this, a payment would be seen too late for the one who waits for it. */
const LARGEST_LAG_MS = 120_000;

interface Cursor {
  readonly number: bigint;
  readonly tipNumber: bigint;
  readonly updatedAt: Instant;
  readonly internalTransfers: InternalTransfers;
}

/** What every process knows of how the networks are being read, from the cursors in the books. */
export interface NetworkMonitor {
  isHealthy(network: string): boolean;
  /** Whether native coin moved inside transactions is found by itself, as the network's follower last learnt. */
  internalTransfers(network: string): InternalTransfers;
  states(): readonly NetworkState[];
  refresh(): Promise<void>;
  /** Resolves when every network is being read, or after the time. */
  untilHealthy(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * A network counts as healthy while its node is heard (at least once in a minute or in twenty of its blocks) and the books
 * are less than two minutes' worth of blocks behind it.
 */
export function createNetworkMonitor(
  { store, runtime }: { store: Store; runtime: Runtime },
  networks: readonly NetworkConfig[],
  onFault: (error: unknown) => void,
): NetworkMonitor {
  let cursors = new Map<string, Cursor>();

  async function refresh(): Promise<void> {
    const rows = await store
      .selectFrom('chain_cursors')
      .select(['network', 'number', 'tip_number', 'updated_at', 'internal_transfers'])
      .execute();
    cursors = new Map(
      rows.map((row) => [
        row.network,
        {
          number: row.number,
          tipNumber: row.tip_number,
          updatedAt: row.updated_at,
          internalTransfers: row.internal_transfers,
        },
      ]),
    );
  }

  function isHealthy(name: string): boolean {
    const network = networks.find((each) => each.spec.name === name);
    const cursor = cursors.get(name);
    if (!network || !cursor) return false;
    const patienceMs = Math.max(LEAST_PATIENCE_MS, PATIENCE_BLOCKS * network.spec.blockTimeMs);
    const lagMs = Number(cursor.tipNumber - cursor.number) * network.spec.blockTimeMs;
    return runtime.now() - cursor.updatedAt <= patienceMs && lagMs <= LARGEST_LAG_MS;
  }

  const job: RunningJob = every({
    name: 'network-monitor',
    intervalMs: REFRESH_MS,
    run: refresh,
    onFault,
    randomBytes: runtime.randomBytes,
  });
  async function untilHealthy(timeoutMs: number): Promise<void> {
    for (let waitedMs = 0; waitedMs <= timeoutMs; waitedMs += LOOK_EVERY_MS) {
      await refresh();
      if (networks.every(({ spec }) => isHealthy(spec.name))) return;
      await delay(LOOK_EVERY_MS);
    }
  }

  return {
    isHealthy,
    internalTransfers: (network) => cursors.get(network)?.internalTransfers ?? 'manual',
    refresh,
    untilHealthy,
    states: () =>
      networks.map(({ spec }) => {
        const cursor = cursors.get(spec.name);
        const lagBlocks = cursor ? Number(cursor.tipNumber - cursor.number) : 0;
        return { network: spec.name, healthy: isHealthy(spec.name), lagBlocks };
      }),
    close: () => job.stop(),
  };
}
