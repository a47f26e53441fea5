import { ERASED, joinWords, type PersonalWords, replacer } from './personal-words.ts';

type Fields = Readonly<Record<string, unknown>>;

/** In a session's row, in its resource and in a subscription's: the same names everywhere. */
const PERSONAL = new Set(['customerEmail', 'customerDetails']);
/** What merchants and customers write freely. */
const FREE_TEXT = new Set(['metadata', 'description', 'successUrl', 'cancelUrl', 'returnUrl', 'cancelReason']);
/** Personal in another API's words, wherever they stand; spelled without `_`. */
const PERSONAL_IN_DIALECTS = new Set([
  ...['email', 'customeremail', 'phone', 'firstname', 'lastname', 'fullname', 'customername'],
  ...['customer', 'billingaddress', 'shippingaddress', 'address'],
]);

/**
 * The same object without personal data: `customerEmail` and `customerDetails` are null, what a dialect's request carried of
 * a person is blanked in its shape, and the person's words are replaced wherever text is free. Email addresses are replaced
 * everywhere. Amounts, ids, times and statuses stay. Done twice it changes nothing.
 */
export function eraseFields<T extends Fields>(of: T, words: PersonalWords): T {
  const emails = replacer(words.emails);
  const free = replacer([...words.emails, ...words.names]);
  const erased = Object.entries(of).map(([name, value]) => {
    if (PERSONAL.has(name)) return [name, null];
    if (name === 'dialectFields') return [name, eraseDialect(value, free)];
    return [name, eachText(value, FREE_TEXT.has(name) ? free : emails)];
  });
  return Object.fromEntries(erased) as T;
}

const CUSTOMER_FIELDS = ['email', 'name', 'phone', 'billingAddress', 'shippingAddress', 'metadata'];

/**
 * A stored answer that mentions the person, in whichever API's words it is: their own object loses its fields, sessions and
 * subscriptions theirs, and the words go everywhere else.
 */
export function eraseAnswer(answer: unknown, words: PersonalWords): unknown {
  if (Array.isArray(answer)) return answer.map((each) => eraseAnswer(each, words));
  if (typeof answer !== 'object' || answer === null) {
    return eachText(answer, replacer([...words.emails, ...words.names]));
  }
  const fields = answer as Fields;
  if (fields['object'] === 'customer') {
    return { ...fields, ...Object.fromEntries(CUSTOMER_FIELDS.map((name) => [name, null])) };
  }
  if ('customerEmail' in fields) return eraseFields(fields, words);
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, eraseAnswer(value, words)]));
}

/** Whether any of the words, or ids, occurs in a text. */
export function mentions(text: string, words: PersonalWords, ids: readonly string[]): boolean {
  const { emails, names } = joinWords([words]);
  return ids.some((id) => text.includes(id)) || replacer([...emails, ...names])(text) !== text;
}

function eraseDialect(value: unknown, free: (text: string) => string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { fields, ...rest } = value as { readonly fields?: unknown };
  if (typeof fields !== 'object' || fields === null) return value;
  // `name` alone is the person's; deeper it is a product's.
  const top = Object.entries(fields).map(([name, each]) => [
    name,
    name === 'name' ? blank(each) : eraseDeep(name, each, free),
  ]);
  return { ...rest, fields: Object.fromEntries(top) };
}

function eraseDeep(name: string, value: unknown, free: (text: string) => string): unknown {
  if (PERSONAL_IN_DIALECTS.has(name.replaceAll('_', '').toLowerCase())) return blank(value);
  if (Array.isArray(value)) return value.map((each) => eraseDeep('', each, free));
  if (typeof value !== 'object' || value === null) return eachText(value, free);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, eraseDeep(key, each, free)]));
}

/** Of the same shape, with nothing in it: that API's clients read the fields they know. */
const blank = (value: unknown): unknown => eachText(value, () => ERASED);

function eachText(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => eachText(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, eachText(each, change)]));
}
