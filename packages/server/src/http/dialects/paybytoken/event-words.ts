import { TOLD_EVENT_TYPES } from '../../../core/webhook/event-types.ts';

/** Two events for which this API has one word, as for the statuses that they tell. */
const SHARED_WORDS: Readonly<Record<string, string>> = {
  'session.paid': 'checkout_session:completed',
  'session.paid_late': 'checkout_session:completed',
  'session.lapsed': 'checkout_session:expired',
};

/** `session.paid_late` → `checkout_session:completed`; `webhook.test` → `webhook:test`. */
export function eventWord(type: string): string {
  const shared = SHARED_WORDS[type];
  if (shared !== undefined) return shared;
  return type.replace(/^session\./, 'checkout_session.').replace('.', ':');
}

/** What can be told, in this API's words. */
export const EVENT_WORDS: readonly string[] = [...new Set(TOLD_EVENT_TYPES.map(eventWord))];

/** The canonical types that are told by this word: two for a word that two share. */
export const typesOf = (word: string) => TOLD_EVENT_TYPES.filter((type) => eventWord(type) === word);
