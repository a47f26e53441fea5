import { setTimeout as delay } from 'node:timers/promises';
import type { NetworkConfig } from '../config/network-spec.ts';
import { isHealthy, lagBlocksOf } from '../core/chain/network-health.ts';
import type { InternalTransfers } from '../core/chain/source.ts';
import type { NetworkState } from '../http/routes/operations/routes.ts';
import { every, type RunningJob } from '../jobs/every.ts';
import type { Runtime } from '../operations/runtime.ts';
import type { Store } from '../store/database.ts';
import { type ReadingState, readReadingStates } from '../store/reading-states.ts';

const REFRESH_MS = 1000;
const LOOK_EVERY_MS = 25;

/** What every process knows of how the networks are being read, from the books. */
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

export function createNetworkMonitor(
  { store, runtime }: { store: Store; runtime: Runtime },
  networks: readonly NetworkConfig[],
  onFault: (error: unknown) => void,
): NetworkMonitor {
  let readings: ReadonlyMap<string, ReadingState> = new Map();

  async function refresh(): Promise<void> {
    readings = await readReadingStates(store);
  }

  function isNetworkHealthy(name: string): boolean {
    const network = networks.find((each) => each.spec.name === name);
    const reading = readings.get(name);
    return (
      network !== undefined && reading !== undefined && isHealthy(reading, network.spec.blockTimeMs, runtime.now())
    );
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
      if (networks.every(({ spec }) => isNetworkHealthy(spec.name))) return;
      await delay(LOOK_EVERY_MS);
    }
  }

  return {
    isHealthy: isNetworkHealthy,
    internalTransfers: (network) => readings.get(network)?.internalTransfers ?? 'manual',
    refresh,
    untilHealthy,
    states: () =>
      networks.map(({ spec }) => {
        const reading = readings.get(spec.name);
        const lagBlocks = reading ? lagBlocksOf(reading) : 0;
        return { network: spec.name, healthy: isNetworkHealthy(spec.name), lagBlocks };
      }),
    close: () => job.stop(),
  };
}
