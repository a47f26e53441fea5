import { toPublicId } from '../core/identity/public-id.ts';
import type { AttemptReport } from '../operations/attempt-delivery.ts';
import type { ClaimedDelivery } from '../store/webhook-queue.ts';
import type { Logger } from '../telemetry/logger.ts';

/**
 * One line for each attempt, by how much it asks of a person: what arrived is told to who looks closely, what will be tried again
 * is a warning, what is given up is an error. The session ties the line to an order. Of the URL only the host: the rest can hold
 * what the receiver knows its callers by.
 */
export function logAttempt(
  log: Logger,
  { verdict, nextAttemptAt, ...report }: AttemptReport,
  delivery: ClaimedDelivery,
): void {
  const facts = {
    event: delivery.eventType,
    session: delivery.sessionId && toPublicId('session', delivery.sessionId),
    host: hostOf(delivery.url),
    endpoint: toPublicId('webhookEndpoint', delivery.endpointId),
    delivery: toPublicId('webhookDelivery', delivery.id),
    attempt: delivery.attemptCount + 1,
    ...report,
    ...(nextAttemptAt !== null && { nextAttemptAt: new Date(nextAttemptAt).toISOString() }),
  };
  if (verdict === 'delivered') log.debug(facts, 'webhook delivered');
  if (verdict === 'retry') log.warn(facts, 'webhook failed; it is tried again');
  if (verdict === 'gone') log.warn(facts, 'webhook endpoint is gone: nothing more is sent to it');
  if (verdict === 'exhausted') log.error(facts, 'webhook given up');
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host : null;
}
