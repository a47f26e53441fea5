import { isExactNumber } from '../../../core/exact-number.ts';
import { toPublicId } from '../../../core/identity/public-id.ts';
import type { Event } from '../../../core/webhook/envelope.ts';
import type { DialectContext } from '../dialect.ts';
import { isSession } from '../own-fields.ts';
import { eventWord } from './event-words.ts';
import { checkoutSession } from './present-session.ts';

/** An event as `/v1/events` shows it and as its webhook says it: the object is as it was at that moment. */
export function presentPayByTokenEvent(event: Omit<Event, 'sessionId'>, context: DialectContext) {
  return {
    id: toPublicId('event', event.id),
    object: 'event' as const,
    type: eventWord(event.type),
    created_at: new Date(event.createdAt).toISOString(),
    livemode: event.livemode,
    version: event.version,
    data: { object: inSnakeCase(event.data, context) as Record<string, unknown> },
  };
}
export type PayByTokenEvent = ReturnType<typeof presentPayByTokenEvent>;

/** Under these the keys are the merchant's, or the customer's, own. */
const OTHERS_WORDS: ReadonlySet<string> = new Set(['metadata', 'custom', 'fields']);

/** A session in this API's words; of everything else the keys alone, whatever later versions tell. */
function inSnakeCase(value: unknown, context: DialectContext): unknown {
  if (Array.isArray(value)) return value.map((each) => inSnakeCase(each, context));
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
  if (isSession(value)) return checkoutSession(value, context);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      OTHERS_WORDS.has(key) ? member : inSnakeCase(member, context),
    ]),
  );
}
