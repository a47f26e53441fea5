import type { Queries } from '../store/database.ts';
import { forgetPostponed } from '../store/postponed-work.ts';
import { deleteExpiredIdempotencyRecords, deleteOldDeliveries, deleteOldEvents } from '../store/webhook-history.ts';
import { EVENT_RETENTION_MS } from './event-retention.ts';
import type { Runtime } from './runtime.ts';

/** Longer than the longest pause: a row that fails again is known by then. */
const POSTPONED_RETENTION_MS = 24 * 3_600_000;
/** Small, so that no statement holds its locks for long. */
const BATCH = 1000;

export interface Pruned {
  readonly deliveries: number;
  readonly events: number;
  readonly idempotencyRecords: number;
}

/** Deletes what has been kept long enough: events and deliveries after 90 days, idempotency records when they expire. */
export async function pruneHistory(
  { store, runtime }: { readonly store: Queries; readonly runtime: Runtime },
  batch: number = BATCH,
): Promise<Pruned> {
  const now = runtime.now();
  const before = now - EVENT_RETENTION_MS;
  await forgetPostponed(store, now - POSTPONED_RETENTION_MS);
  return {
    deliveries: await inBatches(batch, () => deleteOldDeliveries(store, before, batch)),
    events: await inBatches(batch, () => deleteOldEvents(store, before, batch)),
    idempotencyRecords: await inBatches(batch, () => deleteExpiredIdempotencyRecords(store, now, batch)),
  };
}

async function inBatches(batch: number, deleteSome: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const deleted = await deleteSome();
    total += deleted;
    if (deleted < batch) return total;
  }
}
