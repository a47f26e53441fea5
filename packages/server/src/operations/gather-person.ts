import { type Customer, emailKey } from '../core/catalogue/customer.ts';
import { joinWords, NO_WORDS, type PersonalWords, wordsOf } from '../core/erasure/personal-words.ts';
import type { PersonIdentity } from '../core/erasure/whose.ts';
import { toCheckoutId } from '../core/identity/checkout-id.ts';
import { type IdKind, toPublicId } from '../core/identity/public-id.ts';
import type { Queries } from '../store/database.ts';
import { eventsOfSessions, type Named, type PersonFilter, sessionIdsOf } from '../store/erasure.ts';
import type { OrganizationScope } from '../store/organization-scope.ts';
import { findSessions } from '../store/sessions.ts';
import { type ErasableSubscription, subscriptionsOf } from '../store/subscription-erasure.ts';

export interface Person {
  readonly customers: readonly Customer[];
  readonly emails: readonly string[];
  /** Whether sessions with the address are meant that belong to a customer with another one. */
  readonly withCustomers: boolean;
}

/** By what else than sessions a person is named. */
export interface Owned {
  readonly named: Named;
  readonly subscriptions: readonly ErasableSubscription[];
  readonly identity: PersonIdentity;
  /** What an event of no session can name them by, in small letters. */
  readonly looseTexts: readonly string[];
}

/** Everything that says what is a person's, read before anything of it is erased. */
export interface Gathered extends Owned {
  /** Their own, and what their sessions and subscriptions know of them: to be replaced in their documents alone. */
  readonly words: PersonalWords;
  readonly sessions: number;
}

/** A few rows and their events at a time, so that no transaction holds its locks for long. */
const SESSIONS_AT_ONCE = 25;

/** Ids of their sessions, page by page, each session once. */
export async function* sessionPagesOf(
  queries: Queries,
  scope: OrganizationScope,
  { customers, emails, withCustomers }: Person,
): AsyncGenerator<readonly string[], void> {
  const filters: readonly PersonFilter[] = [
    ...customers.map(({ id }) => ({ customerId: id })),
    ...emails.map((email) => ({ email, withCustomers })),
  ];
  const seen = new Set<string>();
  for (const filter of filters) {
    let after: string | null = null;
    for (;;) {
      const page = { limit: SESSIONS_AT_ONCE, after };
      const ids: readonly string[] = await sessionIdsOf(queries, scope, filter, page);
      if (ids.length === 0) break;
      const fresh = ids.filter((id) => !seen.has(id));
      for (const id of fresh) seen.add(id);
      if (fresh.length > 0) yield fresh;
      after = ids.at(-1)!;
    }
  }
}

export async function gatherOwned(queries: Queries, scope: OrganizationScope, person: Person): Promise<Owned> {
  const { customers, withCustomers } = person;
  const named = { customerIds: customers.map(({ id }) => id), emails: person.emails.map(emailKey), withCustomers };
  const subscriptions = await subscriptionsOf(queries, scope, named);
  const subscriptionIds = subscriptions.map(({ id }) => id);
  const ids = [...spellings('customer', named.customerIds), ...spellings('subscription', subscriptionIds)];
  return {
    named,
    subscriptions,
    identity: { ids: new Set(ids), emails: new Set(named.emails), withCustomers },
    looseTexts: [...named.emails, ...ids].map((text) => text.toLowerCase()),
  };
}

/** `before`: what was known of them, in part erased by now. */
export async function gatherPerson(
  queries: Queries,
  scope: OrganizationScope,
  person: Person,
  before: Gathered | null = null,
): Promise<Gathered> {
  const owned = await gatherOwned(queries, scope, person);
  const { sessionIds, words } = await gatherSessions(queries, scope, person);
  const known = joinWords([{ ...NO_WORDS, emails: person.emails }, ...person.customers.map(wordsOf)]);
  const ofSubscriptions = owned.subscriptions.map(({ customerEmail }) => wordsOf({ customerEmail }));
  const ofSessions = [...spellings('session', sessionIds), ...sessionIds.map((id) => toCheckoutId(id, scope.livemode))];
  return {
    ...owned,
    identity: {
      ...owned.identity,
      ids: new Set([...(before?.identity.ids ?? []), ...owned.identity.ids, ...ofSessions]),
    },
    words: joinWords([before?.words ?? NO_WORDS, known, words, ...ofSubscriptions]),
    sessions: before?.sessions ?? sessionIds.length,
  };
}

async function gatherSessions(queries: Queries, scope: OrganizationScope, person: Person) {
  const sessionIds: string[] = [];
  let words = NO_WORDS;
  for await (const ids of sessionPagesOf(queries, scope, person)) {
    sessionIds.push(...ids);
    const sessions = await findSessions(queries, scope, ids);
    const events = await eventsOfSessions(queries, scope.organizationId, ids);
    words = joinWords([words, ...sessions.map(wordsOf), ...events.map(({ data }) => wordsOf(data))]);
  }
  return { sessionIds, words };
}

/** As the canonical API spells an id, and the bare UUID of others. */
const spellings = (kind: IdKind, uuids: readonly string[]): readonly string[] =>
  uuids.flatMap((uuid) => [toPublicId(kind, uuid), uuid]);
