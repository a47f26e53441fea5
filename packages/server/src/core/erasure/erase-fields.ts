import { isExactNumber } from '../exact-number.ts';
import { eraseDialect } from './erase-dialect.ts';
import { eraseMetadata } from './erase-metadata.ts';
import { type Changes, changesOf, changeUrl, eachFreeText, eachText, isKept } from './erase-text.ts';
import type { PersonalWords } from './personal-words.ts';
import { isTheirs, type PersonIdentity } from './whose.ts';

type Fields = Readonly<Record<string, unknown>>;

/** In a session's row, in its resource, in a subscription's, and in another API's answer: the same names everywhere. */
const PERSONAL = new Set(['customerEmail', 'customerDetails', 'customer_email']);
const URLS = new Set(['successUrl', 'cancelUrl', 'returnUrl', 'success_url', 'cancel_url', 'return_url']);

/**
 * One of the person's own documents without personal data: `customerEmail` and `customerDetails` are null, what a dialect's
 * request carried of a person is blanked in its shape, and the person's words are replaced wherever text is free. Email
 * addresses are replaced everywhere. Amounts, ids, times, statuses and secrets stay. Done twice it changes nothing.
 */
export function eraseFields<T extends Fields>(of: T, words: PersonalWords): T {
  const changes = changesOf(words);
  const erased = Object.entries(of).map(([name, value]) => [name, eraseField(name, value, changes)]);
  return Object.fromEntries(erased) as T;
}

function eraseField(name: string, value: unknown, changes: Changes): unknown {
  if (isKept(name)) return value;
  if (PERSONAL.has(name)) return null;
  if (name === 'dialectFields') return eraseDialect(value, changes);
  if (name === 'metadata') return eraseMetadata(value, changes);
  if (name === 'description') return eachFreeText(value, changes);
  if (URLS.has(name) && typeof value === 'string') return changeUrl(value, changes.free);
  return eachText(value, changes.emails);
}

const CUSTOMER_FIELDS = ['email', 'name', 'phone', 'billingAddress', 'shippingAddress', 'metadata'];

/**
 * A stored answer, or an event, without what it holds of the person: only objects that are theirs by id or address lose
 * anything, whatever words others share with them.
 */
export function eraseAnswer(answer: unknown, words: PersonalWords, person: PersonIdentity): unknown {
  if (typeof answer !== 'object' || answer === null || isExactNumber(answer)) return answer;
  if (Array.isArray(answer)) return answer.map((each) => eraseAnswer(each, words, person));
  const fields = answer as Fields;
  if (!isTheirs(fields, person)) {
    return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, eraseAnswer(value, words, person)]));
  }
  if (fields['object'] !== 'customer') return eraseFields(fields, words);
  return { ...fields, ...Object.fromEntries(CUSTOMER_FIELDS.map((name) => [name, null])) };
}
