import type { Event } from '../../core/webhook/envelope.ts';

/** What a dialect's words need beside the session itself. */
export interface DialectContext {
  readonly organizationId: string;
  readonly publicUrl: string;
  /** A token that the hosted page of this session (`cs_…`) takes with its own posts. */
  readonly csrfTokenOf: (sessionId: string) => string;
}

/**
 * The whole body of the message that tells an event in a dialect's words. Pure, as each dialect's presenter of a session is, so
 * that an answer, a replay and a webhook of the same session read the same.
 */
export type PresentEvent = (event: Omit<Event, 'sessionId'>, context: DialectContext) => object;
