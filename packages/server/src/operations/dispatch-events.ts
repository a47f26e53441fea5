import type { Store } from '../store/database.ts';
import { lockUndispatched, markDispatched, type NewDelivery, type OutboxMatch } from '../store/outbox.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import type { Runtime } from './runtime.ts';

export type DispatchedEvent = Pick<OutboxMatch, 'eventId' | 'type'>;

export interface DispatchDeps {
  readonly store: Store;
  readonly runtime: Runtime;
  /** Told of every event once, after the commit: whatever wrote it passes here, and whether or not an endpoint takes it. */
  readonly onDispatched?: ((events: readonly DispatchedEvent[]) => void) | undefined;
}

/**
 * Turns up to `limit` undispatched events into deliveries, one for each enabled endpoint that wants the event, and
 * marks them dispatched: one transaction, beside which other processes take other events. Returns how many events.
 */
export async function dispatchEvents(deps: DispatchDeps, limit: number): Promise<number> {
  const dispatched = await writeDeliveries(deps, limit);
  deps.onDispatched?.(dispatched);
  return dispatched.length;
}

function writeDeliveries({ store, runtime }: DispatchDeps, limit: number): Promise<readonly DispatchedEvent[]> {
  return retriedTransaction(store, async (tx) => {
    const matches = await lockUndispatched(tx, limit);
    if (matches.length === 0) return [];
    const deliveries = matches.flatMap(({ endpointId, type: _, ...match }): NewDelivery[] =>
      endpointId === null ? [] : [{ ...match, endpointId, id: runtime.newId() }],
    );
    await markDispatched(tx, matches, deliveries, runtime.now());
    // An event has a match for each of its endpoints.
    return [...new Map(matches.map((match) => [match.eventId, match])).values()];
  });
}
