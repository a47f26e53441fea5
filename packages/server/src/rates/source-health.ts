import type { Instant } from '../core/time.ts';
import type { RateLog } from './rate-log.ts';
import { type PriceRefusal, type PriceSource, pairKey, type SourceAnswer } from './source.ts';

/** How one source does, for health and metrics. */
export interface SourceStatus {
  readonly name: string;
  readonly lastSuccessAt: Instant | null;
  readonly lastErrorAt: Instant | null;
  readonly lastError: string | null;
  /** What its last answer should have held and did not. */
  readonly refusals: readonly PriceRefusal[];
}

export interface SourceHealth {
  succeeded(source: string, answer: SourceAnswer, now: Instant): void;
  failed(source: string, error: Error, now: Instant): void;
  readonly statuses: readonly SourceStatus[];
}

/** Remembers how each source does and tells the log when that changes. */
export function createSourceHealth(sources: readonly PriceSource[], log: RateLog): SourceHealth {
  const statuses = new Map(sources.map(({ name }) => [name, unasked(name)]));
  const current = (name: string) => statuses.get(name) ?? unasked(name);
  return {
    succeeded(source, { refusals }, now) {
      const before = current(source);
      if (isFailing(before)) log.sourceRecovered({ source });
      if (described(before.refusals) !== described(refusals)) log.observationsRefused({ source, refusals });
      statuses.set(source, { ...before, lastSuccessAt: now, refusals });
    },
    failed(source, error, now) {
      const before = current(source);
      if (!isFailing(before)) log.sourceFailed({ source, error });
      statuses.set(source, { ...before, lastErrorAt: now, lastError: error.message });
    },
    get statuses() {
      return [...statuses.values()];
    },
  };
}

function unasked(name: string): SourceStatus {
  return { name, lastSuccessAt: null, lastErrorAt: null, lastError: null, refusals: [] };
}

function isFailing({ lastSuccessAt, lastErrorAt }: SourceStatus): boolean {
  return lastErrorAt !== null && (lastSuccessAt === null || lastErrorAt > lastSuccessAt);
}

function described(refusals: readonly PriceRefusal[]): string {
  return refusals.map((refusal) => `${pairKey(refusal)} ${refusal.reason}`).join('\n');
}
