import type { Customer } from '../core/catalogue/customer.ts';
import { emailKey } from '../core/catalogue/customer.ts';
import { eraseFields } from '../core/erasure/erase-fields.ts';
import { joinWords, NO_WORDS, type PersonalWords, wordsOf } from '../core/erasure/personal-words.ts';
import { toPublicId } from '../core/identity/public-id.ts';
import type { Session } from '../core/session/session.ts';
import type { Store, Transaction } from '../store/database.ts';
import {
  eventsOfSessions,
  forgetRedeemers,
  type PersonFilter,
  rewriteEvents,
  type StoredEvent,
  sessionIdsOf,
  writeErased,
} from '../store/erasure.ts';
import type { SecretBox } from '../store/secret-box.ts';
import { lockSessions } from '../store/sessions.ts';
import { lockSubscriptionsOf, writeErasedSubscription } from '../store/subscription-erasure.ts';
import { eraseLooseEvents, eraseStoredAnswers } from './erase-mentions.ts';
import type { Principal } from './principal.ts';
import type { Runtime } from './runtime.ts';

export interface EraseDeps {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly secretBox: SecretBox;
}

export interface Person {
  readonly customers: readonly Customer[];
  readonly emails: readonly string[];
}

/** A few rows and their events at a time, so that no transaction holds its locks for long. */
const SESSIONS_AT_ONCE = 25;

/**
 * Erases what the books hold of a person beyond what is owed: their fields in sessions and subscriptions, in every event
 * told of them, delivered or not, and in the answers kept for repeats. Work is cut into small transactions; after a crash
 * the same call goes on. The customers' own rows are the caller's, last of all: they say whom to look for.
 */
export async function erasePerson(
  deps: EraseDeps,
  principal: Principal,
  person: Person,
): Promise<{ sessions: number }> {
  const filters: readonly PersonFilter[] = [
    ...person.customers.map(({ id }) => ({ customerId: id })),
    ...person.emails.map((email) => ({ email })),
  ];
  let words = joinWords([{ ...NO_WORDS, emails: person.emails }, ...person.customers.map(wordsOf)]);
  const seen = new Set<string>();
  for (const filter of filters) {
    const found = await eraseSessions(deps, principal, filter, words, seen);
    words = joinWords([words, found]);
  }
  const ids = person.customers.map(({ id }) => toPublicId('customer', id));
  const named = { customerIds: person.customers.map(({ id }) => id), emails: person.emails.map(emailKey) };
  await deps.store.transaction().execute((tx) => eraseSubscriptions(tx, principal, named, words));
  await forgetRedeemers(deps.store, principal, named);
  await eraseLooseEvents(deps, principal, words, ids);
  await eraseStoredAnswers(deps, principal, words, [...ids, ...seen]);
  return { sessions: seen.size };
}

/** Returns the words that the sessions themselves knew of the person. */
async function eraseSessions(
  deps: EraseDeps,
  principal: Principal,
  filter: PersonFilter,
  known: PersonalWords,
  seen: Set<string>,
): Promise<PersonalWords> {
  let words = NO_WORDS;
  let after: string | null = null;
  for (;;) {
    const ids: readonly string[] = await sessionIdsOf(deps.store, principal, filter, {
      limit: SESSIONS_AT_ONCE,
      after,
    });
    if (ids.length === 0) return words;
    const found = await deps.store.transaction().execute((tx) => eraseSome(tx, principal, ids, known));
    words = joinWords([words, found]);
    for (const id of ids) seen.add(toPublicId('session', id));
    after = ids.at(-1)!;
  }
}

/** With the rows locked, nobody tells an event of what is being erased. */
async function eraseSome(
  tx: Transaction,
  { organizationId }: Principal,
  ids: readonly string[],
  known: PersonalWords,
): Promise<PersonalWords> {
  const sessions = await lockSessions(
    tx,
    ids.map((sessionId) => ({ organizationId, sessionId })),
  );
  const events = Map.groupBy(await eventsOfSessions(tx, organizationId, ids), ({ sessionId }) => sessionId);
  const found = sessions.map((session) => {
    const own = events.get(session.id) ?? [];
    return { session, own, words: joinWords([known, wordsOf(session), ...own.map(({ data }) => wordsOf(data))]) };
  });
  for (const { session, own, words } of found) await eraseOne(tx, session, own, words);
  return joinWords(found.map(({ words }) => words));
}

async function eraseOne(
  tx: Transaction,
  session: Session,
  events: readonly StoredEvent[],
  words: PersonalWords,
): Promise<void> {
  const { organizationId, id: sessionId } = session;
  const { description, lineItems, metadata, customerEmail, customerDetails } = session;
  const { dialectFields, successUrl, cancelUrl, returnUrl } = session;
  const own = { description, lineItems, metadata, customerEmail, customerDetails };
  const erased = eraseFields({ ...own, dialectFields, successUrl, cancelUrl, returnUrl }, words);
  await writeErased(tx, { organizationId, sessionId }, erased);
  await rewriteEvents(
    tx,
    organizationId,
    events.map(({ id, data }) => ({ id, data: eraseFields(data, words) })),
  );
}

async function eraseSubscriptions(
  tx: Transaction,
  principal: Principal,
  named: { readonly customerIds: readonly string[]; readonly emails: readonly string[] },
  words: PersonalWords,
): Promise<void> {
  for (const each of await lockSubscriptionsOf(tx, principal, named)) {
    const { id, description, metadata } = each;
    await writeErasedSubscription(tx, principal.organizationId, {
      id,
      ...eraseFields({ description, metadata }, words),
    });
  }
}
