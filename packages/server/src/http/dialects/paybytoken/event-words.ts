import { TOLD_EVENT_TYPES } from '../../../core/webhook/event-types.ts';

/** `session.paid_late` → `checkout_session:completed`; `webhook.test` → `webhook:test`. */
export function eventWord(type: string): string {
  if (type === 'session.paid' || type === 'session.paid_late') return 'checkout_session:completed';
  return type.replace(/^session\./, 'checkout_session.').replace('.', ':');
}

/** What can be told, in this API's words. */
export const EVENT_WORDS: readonly string[] = [...new Set(TOLD_EVENT_TYPES.map(eventWord))];

/** The canonical types that are told by this word: two for `checkout_session:completed`. */
export const typesOf = (word: string) => TOLD_EVENT_TYPES.filter((type) => eventWord(type) === word);
