import type { Instant } from '../core/time.ts';
import type { EventScope } from '../store/events.ts';
import type { Principal } from './principal.ts';

/** Events and deliveries can be read for so long. */
export const EVENT_RETENTION_MS = 90 * 24 * 3600 * 1000;

/** The events that a principal can see at this moment. */
export function visibleEvents({ organizationId, livemode }: Principal, now: Instant): EventScope {
  return { organizationId, livemode, since: now - EVENT_RETENTION_MS };
}
