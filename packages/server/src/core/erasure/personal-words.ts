import type { Customer } from '../catalogue/customer.ts';
import type { CustomerDetails } from '../session/details.ts';

/** What identifies a person in free text. */
export interface PersonalWords {
  readonly emails: readonly string[];
  /** Names and telephone numbers. */
  readonly names: readonly string[];
}

export const NO_WORDS: PersonalWords = { emails: [], names: [] };

/** Shorter words are part of too many others: they are erased in their own fields alone. */
const SHORTEST_WORD = 4;

type Person = Partial<Pick<Customer, 'email' | 'name' | 'phone'>> & {
  readonly customerEmail?: string | null;
  readonly customerDetails?: CustomerDetails | null;
};

/** The words of a customer, or of a session's own fields. */
export function wordsOf({ email, name, phone, customerEmail, customerDetails }: Person): PersonalWords {
  const present = (words: readonly (string | null | undefined)[]) =>
    words.flatMap((word) => (word ? [word.trim()] : []));
  return {
    emails: present([email, customerEmail]),
    names: present([name, phone, customerDetails?.name, customerDetails?.phone]).filter(
      (word) => word.length >= SHORTEST_WORD,
    ),
  };
}

export function joinWords(all: readonly PersonalWords[]): PersonalWords {
  return {
    emails: [...new Set(all.flatMap(({ emails }) => emails))],
    names: [...new Set(all.flatMap(({ names }) => names))],
  };
}

/** What stands where a word stood: safe in a URL, and no address. */
export const ERASED = 'erased';

/** Replaces every occurrence of the words, in capitals or not, also as a URL spells each of their signs. */
export function replacer(words: readonly string[]): (text: string) => string {
  const distinct = [...new Set(words)];
  if (distinct.length === 0) return (text) => text;
  // The longest first: one word can begin another.
  const longestFirst = distinct.toSorted((a, b) => b.length - a.length).map(patternOf);
  const pattern = new RegExp(longestFirst.join('|'), 'giu');
  return (text) => text.replace(pattern, ERASED);
}

const patternOf = (word: string): string => [...word].map(signPattern).join('');

function signPattern(sign: string): string {
  if (sign === ' ') return '(?: |\\+|%20)';
  const plain = sign.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');
  // A half of a pair that stands alone has no spelling in a URL.
  if (!sign.isWellFormed()) return plain;
  const inUrl = encodeURIComponent(sign);
  return inUrl === sign ? plain : `(?:${plain}|${inUrl})`;
}
