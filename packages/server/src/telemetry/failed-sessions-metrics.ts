import { Gauge, type Registry } from 'prom-client';

export interface FailedSessionsMetrics {
  readonly live: number;
  readonly test: number;
}

/**
 * From the books, not counted as they fail: a process that dies between the commit and its count would lose an alarm.
 * While the database does not answer the series are absent.
 */
export function watchFailedSessions(registry: Registry, read: () => Promise<FailedSessionsMetrics>): void {
  new Gauge({
    name: 'opentill_sessions_failed',
    help: 'Sessions that were told as paid and whose payment is gone now, by a reorg.',
    labelNames: ['livemode'],
    registers: [registry],
    async collect() {
      const failed = await read().catch(() => null);
      this.reset();
      if (failed === null) return;
      this.set({ livemode: 'true' }, failed.live);
      this.set({ livemode: 'false' }, failed.test);
    },
  });
}
