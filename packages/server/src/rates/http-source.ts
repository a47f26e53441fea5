import type { Instant, Milliseconds } from '../core/time.ts';

/** What every source that is read over HTTP takes. */
export interface HttpSourceOptions {
  readonly now: () => Instant;
  /** Where the service is; a local stand-in in tests. */
  readonly baseUrl?: string;
  readonly timeoutMs?: Milliseconds;
  readonly maxBytes?: number;
}
