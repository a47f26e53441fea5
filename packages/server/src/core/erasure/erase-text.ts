import { isExactNumber } from '../exact-number.ts';
import { ERASED, type PersonalWords, replacer } from './personal-words.ts';

export type TextChange = (text: string) => string;

/** What is replaced: addresses anywhere in a person's documents, names and numbers where text is free. */
export interface Changes {
  readonly emails: TextChange;
  readonly free: TextChange;
  /** For values that are no text: a telephone number can stand as a JSON number. */
  readonly isNumber: (text: string) => boolean;
}

export function changesOf({ emails, names }: PersonalWords): Changes {
  const numbers = new Set(names.flatMap((word) => [word, word.replaceAll(/\D/g, '')]).filter(isTelephoneNumber));
  return { emails: replacer(emails), free: replacer([...emails, ...names]), isNumber: (text) => numbers.has(text) };
}

/** Shorter ones are as likely a quantity. ITU-T E.164: at most 15 digits. */
const isTelephoneNumber = (word: string): boolean => /^\d{7,15}$/.test(word);

/** Never a person's, and what a reader goes by. */
const KEPT = new Set(['id', 'object', 'status', 'type', 'secret']);
export const isKept = (name: string): boolean => KEPT.has(name);

/** Changes every text of a value whose names are ours. Numbers stay digit for digit. */
export function eachText(value: unknown, change: TextChange): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
  if (Array.isArray(value)) return value.map((each) => eachText(each, change));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, isKept(name) ? each : eachText(each, change)]),
  );
}

/** Changes what others wrote freely: an address can stand in a name, a telephone number as a number. */
export function eachFreeText(value: unknown, changes: Changes): unknown {
  if (typeof value === 'string') return changes.free(value);
  if (typeof value === 'number') return changes.isNumber(String(value)) ? ERASED : value;
  if (typeof value !== 'object' || value === null) return value;
  if (isExactNumber(value)) return changes.isNumber(value.rawJSON) ? ERASED : value;
  if (Array.isArray(value)) return value.map((each) => eachFreeText(each, changes));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [changes.emails(name), eachFreeText(each, changes)]),
  );
}

/** Of the same shape, with nothing in it: that API's clients read the fields they know. */
export function blank(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number') return ERASED;
  if (typeof value !== 'object' || value === null) return value;
  if (isExactNumber(value)) return ERASED;
  if (Array.isArray(value)) return value.map(blank);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, blank(each)]));
}

/** Changes what follows a URL's host: a customer is sent to the same shop, whatever the person is called. */
export function changeUrl(text: string, change: TextChange): string {
  const [origin = ''] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(text) ?? [];
  return origin + change(text.slice(origin.length));
}
