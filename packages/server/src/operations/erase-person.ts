import { eraseFields } from '../core/erasure/erase-fields.ts';
import { joinWords, NO_WORDS, type PersonalWords, wordsOf } from '../core/erasure/personal-words.ts';
import type { Session } from '../core/session/session.ts';
import type { Transaction } from '../store/database.ts';
import { eventsOfSessions, type Named, rewriteEvents, type StoredEvent, writeErased } from '../store/erasure.ts';
import { forgetRedeemers } from '../store/redeemer-erasure.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { lockSessions } from '../store/sessions.ts';
import { lockSubscriptionsOf, subscriptionsOf, writeErasedSubscription } from '../store/subscription-erasure.ts';
import type { EraseDeps } from './erase-deps.ts';
import { eraseLooseEvents, eraseStoredAnswers } from './erase-mentions.ts';
import { type Gathered, gatherPerson, type Person, sessionPagesOf } from './gather-person.ts';
import type { Principal } from './principal.ts';

/** A merchant who goes on naming them in new sessions cannot hold an erasure up. */
const MOST_AGAIN = 3;

/**
 * Erases what the books hold of a person beyond what is owed: their fields in sessions and subscriptions, in every event
 * told of them, delivered or not, and in the answers kept for repeats. Work is cut into small transactions. What says whom
 * to look for goes last, the customers' own rows after all by the caller: after a crash the same call goes on.
 */
export async function erasePerson(
  deps: EraseDeps,
  principal: Principal,
  person: Person,
): Promise<{ sessions: number }> {
  let gathered = await gatherPerson(deps.store, principal, person);
  let met = await eraseGathered(deps, principal, person, gathered);
  // Of a session that was not erased yet another may have been made meanwhile, or a subscription, with events and
  // redemptions of their own.
  for (let again = 0; again < MOST_AGAIN && !met.every((id) => gathered.identity.ids.has(id)); again++) {
    gathered = await gatherPerson(deps.store, principal, person, gathered);
    met = await eraseGathered(deps, principal, person, gathered);
  }
  return { sessions: gathered.sessions };
}

/** The ids of the sessions and subscriptions that it came upon, the latter once more at the end. */
async function eraseGathered(
  deps: EraseDeps,
  principal: Principal,
  person: Person,
  gathered: Gathered,
): Promise<readonly string[]> {
  const { store } = deps;
  const { named, words } = gathered;
  await eraseLooseEvents(deps, principal, gathered);
  await eraseStoredAnswers(deps, principal, gathered);
  await retriedTransaction(store, (tx) => forgetRedeemers(tx, principal, named));
  await retriedTransaction(store, (tx) => eraseSubscriptions(tx, principal, named, words));
  const known = joinWords([{ ...NO_WORDS, emails: words.emails }, ...person.customers.map(wordsOf)]);
  const met: string[] = [];
  for await (const ids of sessionPagesOf(store, principal, person)) {
    await retriedTransaction(store, (tx) => eraseSome(tx, principal, ids, known));
    met.push(...ids);
  }
  return [...met, ...(await subscriptionsOf(store, principal, named)).map(({ id }) => id)];
}

/** With the rows locked, nobody tells an event of what is being erased. */
async function eraseSome(
  tx: Transaction,
  { organizationId }: Principal,
  ids: readonly string[],
  known: PersonalWords,
): Promise<void> {
  const sessions = await lockSessions(
    tx,
    ids.map((sessionId) => ({ organizationId, sessionId })),
  );
  const events = Map.groupBy(await eventsOfSessions(tx, organizationId, ids), ({ sessionId }) => sessionId);
  for (const session of sessions) {
    const own = events.get(session.id) ?? [];
    await eraseOne(tx, session, own, joinWords([known, wordsOf(session), ...own.map(({ data }) => wordsOf(data))]));
  }
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
  named: Named,
  words: PersonalWords,
): Promise<void> {
  for (const { id, ...own } of await lockSubscriptionsOf(tx, principal, named)) {
    const all = joinWords([words, wordsOf({ customerEmail: own.customerEmail })]);
    await writeErasedSubscription(tx, principal.organizationId, { id, ...eraseFields(own, all) });
  }
}
