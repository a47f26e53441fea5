import { Gauge, type Registry } from 'prom-client';

/** As `pg.Pool` counts. */
export interface PoolCounts {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** How much of its database connections this process uses. */
export function watchPool(registry: Registry, pool: PoolCounts, max: number): void {
  const registers = [registry];
  new Gauge({
    name: 'opentill_database_connections',
    help: 'Database connections of this process, by state.',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
      this.set({ state: 'idle' }, pool.idleCount);
    },
  });
  new Gauge({
    name: 'opentill_database_connections_max',
    help: 'Most database connections that this process opens.',
    registers,
  }).set(max);
  new Gauge({
    name: 'opentill_database_waiting',
    help: 'Queries that wait for a database connection.',
    registers,
    collect() {
      this.set(pool.waitingCount);
    },
  });
}
