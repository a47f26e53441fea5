import type { SessionResource } from '../../core/resource/session-resource.ts';
import type { Event } from '../../core/webhook/envelope.ts';

/** What a dialect's words need beside the session itself. */
export interface DialectContext {
  readonly organizationId: string;
  readonly publicUrl: string;
  /** A token that the hosted page of this session (`cs_…`) takes with its own posts. */
  readonly csrfTokenOf: (sessionId: string) => string;
}

/** Pure, so that an answer, a replay and a webhook of the same session read the same. */
export type PresentSession = (session: SessionResource, context: DialectContext) => object;

/** The whole body of the message that tells an event in a dialect's words. */
export type PresentEvent = (event: Omit<Event, 'sessionId'>, context: DialectContext) => object;
