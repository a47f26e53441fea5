import type { Instant } from '../core/time.ts';

/** Time and chance, handed to whatever needs them, so that a test decides both. */
export interface Runtime {
  readonly now: () => Instant;
  readonly randomBytes: (length: number) => Uint8Array;
  /** A fresh UUIDv7 at `now`. */
  readonly newId: () => string;
}
