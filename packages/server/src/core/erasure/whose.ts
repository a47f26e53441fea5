import { isExactNumber } from '../exact-number.ts';

type Fields = Readonly<Record<string, unknown>>;

/** How a document names the person: never by their name, which others have too. */
export interface PersonIdentity {
  /** Of the customer, their sessions and subscriptions, in every spelling that an API has for them. */
  readonly ids: ReadonlySet<string>;
  /** As `emailKey` spells them. */
  readonly emails: ReadonlySet<string>;
  /** Whether the address counts also where a document says that it is another customer's. */
  readonly withCustomers: boolean;
}

const ID_FIELDS = ['id', 'customerId', 'customer_id', 'sessionId', 'checkout_session_id', 'subscriptionId'];
const EMAIL_FIELDS = ['email', 'customerEmail', 'customer_email'];

/** Whether the object itself, not what it holds, is the person's: it has one of their ids, or exactly their address. */
export function isTheirs(fields: Fields, { ids, emails, withCustomers }: PersonIdentity): boolean {
  const has = (name: string, words: ReadonlySet<string>, spell = (text: string) => text) => {
    const value = fields[name];
    return typeof value === 'string' && words.has(spell(value));
  };
  if (ID_FIELDS.some((name) => has(name, ids))) return true;
  if (!withCustomers && !namesNobody(fields)) return false;
  return EMAIL_FIELDS.some((name) => has(name, emails, (text) => text.trim().toLowerCase()));
}

/** It has a place for a customer, and none is there. */
const namesNobody = (fields: Fields): boolean => fields['customerId'] === null || fields['customer_id'] === null;

/** Whether anything in a JSON value is the person's. */
export function concerns(value: unknown, person: PersonIdentity): boolean {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return false;
  if (!Array.isArray(value) && isTheirs(value as Fields, person)) return true;
  return Object.values(value).some((each) => concerns(each, person));
}
