import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type BacklogMetrics, watchBacklog } from './backlog-metrics.ts';
import { createCounters } from './counters.ts';
import { type FailedSessionsMetrics, watchFailedSessions } from './failed-sessions-metrics.ts';
import { type NetworkNodes, watchNodes } from './node-metrics.ts';
import { type PoolCounts, watchPool } from './pool-metrics.ts';
import { type PriceStatus, watchRates } from './rate-metrics.ts';
import { type OpenUnexpected, watchUnexpected } from './unexpected-metrics.ts';

/** Everything that /metrics shows. One method a business event, so that its name and labels stand in one place. */
export interface Metrics {
  readonly registry: Registry;
  /** Which networks and which recurring work there are: what is counted of each is 0 from now on. */
  expectNetworks(networks: readonly string[]): void;
  expectJobs(jobs: readonly string[]): void;
  sessionCreated(livemode: boolean): void;
  eventDispatched(type: string): void;
  requestAnswered(route: string, method: string, status: number, seconds: number): void;
  deliveryAttempted(outcome: string): void;
  networkRead(network: string, lagBlocks: number, healthy: boolean): void;
  /** A reorg took back payments' full confirmations. */
  deepReorg(network: string): void;
  /** What moved inside its transactions is left to the audit of balances. */
  blockUntraced(network: string): void;
  /** How the nodes fare and what waits for them; asked for at each scrape. */
  watchNodes(read: () => Promise<readonly NetworkNodes[]>): void;
  jobFailed(job: string): void;
  renewalRefused(code: string): void;
  /** What waits to be told; asked for at each scrape. */
  watchBacklog(read: () => Promise<BacklogMetrics>): void;
  /** Whose payment is gone; asked for at each scrape. */
  watchFailedSessions(read: () => Promise<FailedSessionsMetrics>): void;
  /** What waits for a person's decision; asked for at each scrape. */
  watchUnexpected(read: () => Promise<readonly OpenUnexpected[]>): void;
  watchPool(pool: PoolCounts, max: number): void;
  watchRates(status: () => PriceStatus): void;
  pagesOpen(count: () => number): void;
}

/** What is counted by labels that are known is 0 from the start; `version` is the server's. */
export function createMetrics(version = 'unknown'): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'opentill_' });
  const registers = [registry];
  new Gauge({
    name: 'opentill_info',
    help: 'Always 1; the version is its label.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
  const counters = createCounters(registry);
  const requests = new Histogram({
    name: 'opentill_http_request_seconds',
    help: 'Time to answer a request, by route.',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  });
  const lag = new Gauge({
    name: 'opentill_network_lag_blocks',
    help: 'Blocks between the node’s tip and the books.',
    labelNames: ['network'],
    registers,
  });
  const healthy = new Gauge({
    name: 'opentill_network_healthy',
    help: '1 while the network is being read.',
    labelNames: ['network'],
    registers,
  });
  return {
    registry,
    expectNetworks(networks) {
      counters.deepReorgs.expect(networks);
      counters.untracedBlocks.expect(networks);
    },
    expectJobs: counters.jobFailures.expect,
    sessionCreated: (livemode) => counters.sessionsCreated.count(String(livemode)),
    eventDispatched: counters.events.count,
    requestAnswered: (route, method, status, seconds) =>
      requests.observe({ route, method, status: String(status) }, seconds),
    deliveryAttempted: counters.attempts.count,
    networkRead(network, lagBlocks, isHealthy) {
      lag.set({ network }, lagBlocks);
      healthy.set({ network }, isHealthy ? 1 : 0);
    },
    deepReorg: counters.deepReorgs.count,
    blockUntraced: counters.untracedBlocks.count,
    watchNodes: (read) => watchNodes(registry, read),
    jobFailed: counters.jobFailures.count,
    renewalRefused: counters.renewalsRefused.count,
    watchBacklog: (read) => watchBacklog(registry, read),
    watchFailedSessions: (read) => watchFailedSessions(registry, read),
    watchUnexpected: (read) => watchUnexpected(registry, read),
    watchPool: (pool, max) => watchPool(registry, pool, max),
    watchRates: (status) => watchRates(registry, status),
    pagesOpen(count) {
      new Gauge({
        name: 'opentill_open_pages',
        help: 'Hosted pages that are listening.',
        registers,
        collect() {
          this.set(count());
        },
      });
    },
  };
}
