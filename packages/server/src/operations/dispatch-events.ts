import type { Store } from '../store/database.ts';
import { lockUndispatched, markDispatched, type NewDelivery } from '../store/outbox.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import type { Runtime } from './runtime.ts';

/**
 * Turns up to `limit` undispatched events into deliveries, one for each enabled endpoint that wants the event, and
 * marks them dispatched: one transaction, beside which other processes take other events. Returns how many events.
 */
export async function dispatchEvents(
  { store, runtime }: { readonly store: Store; readonly runtime: Runtime },
  limit: number,
): Promise<number> {
  return retriedTransaction(store, async (tx) => {
    const matches = await lockUndispatched(tx, limit);
    if (matches.length === 0) return 0;
    const deliveries = matches.flatMap(({ endpointId, ...match }): NewDelivery[] =>
      endpointId === null ? [] : [{ ...match, endpointId, id: runtime.newId() }],
    );
    await markDispatched(tx, matches, deliveries, runtime.now());
    return new Set(matches.map((match) => match.eventId)).size;
  });
}
