import { Counter, type Registry } from 'prom-client';
import { EVENT_TYPES } from '../core/webhook/event-types.ts';
import type { Verdict } from '../core/webhook/verdict.ts';

const OUTCOMES: Readonly<Record<Verdict['kind'], true>> = { delivered: true, retry: true, exhausted: true, gone: true };

/** What a renewal is refused for that the server's operator can mend; any other code appears with its first refusal. */
const OPERATORS_REFUSALS = [
  'method_not_offered',
  'network_unavailable',
  'no_network',
  'no_receiving_key',
  'rate_unavailable',
];

/** Counts by one label. */
export interface LabelledCounter {
  count(value: string): void;
  /** Shows 0 for each of these values until it is counted. */
  expect(values: readonly string[]): void;
}

/**
 * A series that appears with its first event is at 1 from its first sample on, and `increase()` of that is 0: an alarm would
 * miss the first, which may be the only one. So each value that is known beforehand is there from the start.
 */
function createCounter(
  registry: Registry,
  label: string,
  { known = [], ...of }: { readonly name: string; readonly help: string; readonly known?: readonly string[] },
): LabelledCounter {
  const counter = new Counter({ ...of, labelNames: [label], registers: [registry] });
  const expect = (values: readonly string[]) => {
    for (const value of values) counter.inc({ [label]: value }, 0);
  };
  expect(known);
  return { expect, count: (value) => counter.inc({ [label]: value }) };
}

/** What is counted as it happens, by the process in which it happens. */
export function createCounters(registry: Registry) {
  return {
    sessionsCreated: createCounter(registry, 'livemode', {
      name: 'opentill_sessions_created_total',
      help: 'Checkout sessions created.',
      known: ['true', 'false'],
    }),
    events: createCounter(registry, 'type', {
      name: 'opentill_events_total',
      help: 'Events for merchants, by type, whether or not an endpoint takes them.',
      known: EVENT_TYPES,
    }),
    attempts: createCounter(registry, 'outcome', {
      name: 'opentill_webhook_attempts_total',
      help: 'Webhook attempts, by outcome.',
      known: Object.keys(OUTCOMES),
    }),
    deepReorgs: createCounter(registry, 'network', {
      name: 'opentill_deep_reorgs_total',
      help: 'Reorgs as deep as the confirmations that the network asks.',
    }),
    untracedBlocks: createCounter(registry, 'network', {
      name: 'opentill_untraced_blocks_total',
      help: 'Blocks read without traces because the nodes that have traces cannot trace them.',
    }),
    jobFailures: createCounter(registry, 'job', {
      name: 'opentill_job_failures_total',
      help: 'Runs of recurring work that failed.',
    }),
    renewalsRefused: createCounter(registry, 'code', {
      name: 'opentill_renewals_refused_total',
      help: 'Renewals that could not be created, by the reason’s code; each is tried again every minute.',
      known: OPERATORS_REFUSALS,
    }),
  };
}
