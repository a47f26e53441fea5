import type { Store } from '../store/database.ts';
import { lockUndispatched, markDispatched, type NewDelivery, type OutboxMatch } from '../store/outbox.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { type MoneyEvent, readToldMoney } from '../store/told-money.ts';
import type { Runtime } from './runtime.ts';

export interface Dispatched {
  readonly events: readonly Pick<OutboxMatch, 'eventId' | 'type'>[];
  /** What those of them say that are about money. */
  readonly money: readonly MoneyEvent[];
}

export interface DispatchDeps {
  readonly store: Store;
  readonly runtime: Runtime;
  /** Told of every event once, after the commit: whatever wrote it passes here, and whether or not an endpoint takes it. */
  readonly onDispatched?: ((dispatched: Dispatched) => void) | undefined;
}

/**
 * Turns up to `limit` undispatched events into deliveries, one for each enabled endpoint that wants the event, and
 * marks them dispatched: one transaction, beside which other processes take other events. Returns how many events.
 */
export async function dispatchEvents(deps: DispatchDeps, limit: number): Promise<number> {
  const dispatched = await writeDeliveries(deps, limit);
  deps.onDispatched?.(dispatched);
  return dispatched.events.length;
}

function writeDeliveries({ store, runtime, onDispatched }: DispatchDeps, limit: number): Promise<Dispatched> {
  return retriedTransaction(store, async (tx) => {
    const matches = await lockUndispatched(tx, limit);
    if (matches.length === 0) return { events: [], money: [] };
    const deliveries = matches.flatMap(({ endpointId, type: _, ...match }): NewDelivery[] =>
      endpointId === null ? [] : [{ ...match, endpointId, id: runtime.newId() }],
    );
    await markDispatched(tx, matches, deliveries, runtime.now());
    // An event has a match for each of its endpoints.
    const events = [...new Map(matches.map((match) => [match.eventId, match])).values()];
    return { events, money: onDispatched ? await readToldMoney(tx, events) : [] };
  });
}
