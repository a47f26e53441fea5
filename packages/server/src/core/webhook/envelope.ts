import { toPublicId } from '../identity/public-id.ts';
import type { Instant } from '../time.ts';

/** An event as the books hold it. */
export interface Event {
  readonly organizationId: string;
  /** UUID. */
  readonly id: string;
  readonly livemode: boolean;
  readonly type: string;
  readonly sessionId: string | null;
  /** The session's version that this event tells; null for events of no session. */
  readonly version: number | null;
  /** The resource at that moment, as the API shows it. */
  readonly data: object;
  readonly createdAt: Instant;
}

export interface Envelope {
  /** `evt_…`: the same in every attempt, also as the `webhook-id` header; receivers drop repeats by it. */
  readonly id: string;
  readonly type: string;
  readonly livemode: boolean;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly version: number | null;
  readonly data: object;
}

/** What a webhook's body says. */
export function envelope(event: Omit<Event, 'organizationId' | 'sessionId'>): Envelope {
  return {
    id: toPublicId('event', event.id),
    type: event.type,
    livemode: event.livemode,
    createdAt: new Date(event.createdAt).toISOString(),
    version: event.version,
    data: event.data,
  };
}
