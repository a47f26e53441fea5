import type { Instant, Milliseconds } from '../time.ts';

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** One event on its way to one endpoint, through as many attempts as it takes. */
export interface WebhookDelivery {
  readonly id: string;
  readonly livemode: boolean;
  readonly endpointId: string;
  readonly eventId: string;
  readonly eventType: string | null;
  readonly status: DeliveryStatus;
  readonly attemptCount: number;
  readonly nextAttemptAt: Instant | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface WebhookAttempt {
  /** Counted from 1. */
  readonly attempt: number;
  readonly startedAt: Instant;
  readonly durationMs: Milliseconds;
  readonly responseStatus: number | null;
  /** The reply's first 2 kB. */
  readonly responseBody: string | null;
  readonly error: string | null;
}
