import { Gauge, type Registry } from 'prom-client';

export interface BacklogMetrics {
  /** Events that no delivery has been made of yet. */
  readonly undispatchedEvents: number;
  /** How long the oldest of them has waited; 0 where there is none. */
  readonly oldestEventSeconds: number;
  /** Deliveries whose time has come, to endpoints that take them. */
  readonly dueDeliveries: number;
  /** Deliveries that wait for their next attempt, or for a receiver that rests. */
  readonly waitingDeliveries: number;
  /** Rows of recurring work that failed and wait for their next try. */
  readonly postponedWork: number;
}

const GAUGES: readonly { readonly name: string; readonly help: string; readonly value: keyof BacklogMetrics }[] = [
  { name: 'opentill_outbox_events', help: 'Events that are not dispatched yet.', value: 'undispatchedEvents' },
  {
    name: 'opentill_outbox_oldest_seconds',
    help: 'Age of the oldest event that is not dispatched yet.',
    value: 'oldestEventSeconds',
  },
  {
    name: 'opentill_deliveries_due',
    help: 'Webhook deliveries whose time has come, to endpoints that take them.',
    value: 'dueDeliveries',
  },
  {
    name: 'opentill_deliveries_waiting',
    help: 'Webhook deliveries that wait for their next attempt, or for a receiver that rests.',
    value: 'waitingDeliveries',
  },
  {
    name: 'opentill_work_postponed',
    help: 'Rows of recurring work that failed and wait for their next try.',
    value: 'postponedWork',
  },
];

/** What waits to be told to merchants, or to be done. While the database does not answer these series are absent. */
export function watchBacklog(registry: Registry, read: () => Promise<BacklogMetrics>): void {
  let reading: Promise<BacklogMetrics | undefined> | undefined;
  // All gauges of a scrape are collected at once: they share one question.
  const readTogether = () => {
    reading ??= read()
      .catch(() => undefined)
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  for (const { name, help, value } of GAUGES) {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const backlog = await readTogether();
        if (backlog) this.set(backlog[value]);
        else this.remove();
      },
    });
  }
}
