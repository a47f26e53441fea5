import { Gauge, type Registry } from 'prom-client';

export interface BacklogMetrics {
  /** Events that no delivery has been made of yet. */
  readonly undispatchedEvents: number;
  /** How long the oldest of them has waited; 0 where there is none. */
  readonly oldestEventSeconds: number;
  /** Deliveries whose time has come. */
  readonly dueDeliveries: number;
  /** Deliveries that wait for their next attempt. */
  readonly waitingDeliveries: number;
}

/** What waits to be told to merchants. While the database does not answer these series are absent. */
export function watchBacklog(registry: Registry, read: () => Promise<BacklogMetrics>): void {
  const registers = [registry];
  const dueDeliveries = new Gauge({
    name: 'opentill_deliveries_due',
    help: 'Webhook deliveries whose time has come.',
    registers,
  });
  const waitingDeliveries = new Gauge({
    name: 'opentill_deliveries_waiting',
    help: 'Webhook deliveries that wait for their next attempt.',
    registers,
  });
  const oldestEvent = new Gauge({
    name: 'opentill_outbox_oldest_seconds',
    help: 'Age of the oldest event that is not dispatched yet.',
    registers,
  });
  const gauges = [dueDeliveries, waitingDeliveries, oldestEvent];
  // Collectors run in the order of their registration, all at once: the one that asks sets the others too.
  new Gauge({
    name: 'opentill_outbox_events',
    help: 'Events that are not dispatched yet.',
    registers,
    async collect() {
      const backlog = await read().catch(() => undefined);
      for (const gauge of [this, ...gauges]) gauge.remove();
      if (!backlog) return;
      this.set(backlog.undispatchedEvents);
      oldestEvent.set(backlog.oldestEventSeconds);
      dueDeliveries.set(backlog.dueDeliveries);
      waitingDeliveries.set(backlog.waitingDeliveries);
    },
  });
}
