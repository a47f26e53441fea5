import type { Dialect } from '../dialect.ts';
import type { Instant } from '../time.ts';

/** A merchant's receiver of events. Its secrets are not part of it: they leave the books only to sign. */
export interface WebhookEndpoint {
  readonly organizationId: string;
  readonly id: string;
  readonly livemode: boolean;
  readonly url: string;
  readonly description: string | null;
  /** Event types, or the single `*`. */
  readonly eventTypes: readonly string[];
  /** Whose words its messages are in: those of the API that it was made through. */
  readonly dialect: Dialect;
  /** Nobody made it: it stands for the host of checkouts' `ipnUrl`s, and `url` is that origin. */
  readonly ipn: boolean;
  readonly status: 'enabled' | 'disabled';
  /** Why the server disabled it; null when it is enabled or a person did. */
  readonly disabledReason: string | null;
  /** Until then the secret before the last rotation signs too. */
  readonly previousSecretExpiresAt: Instant | null;
  /** After failures in a row nothing is sent to it before; null while it is well, in the past once it may be tried again. */
  readonly restingUntil: Instant | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}
