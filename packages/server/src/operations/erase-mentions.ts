import { eraseAnswer } from '../core/erasure/erase-fields.ts';
import { concerns } from '../core/erasure/whose.ts';
import { exactNumber, parseJsonNumbers } from '../core/exact-number.ts';
import type { Event } from '../core/webhook/envelope.ts';
import type { Store } from '../store/database.ts';
import { rewriteEvents, type StoredEvent } from '../store/erasure.ts';
import { looseEventsMentioning } from '../store/loose-events.ts';
import type { OrganizationScope } from '../store/organization-scope.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { rewriteStoredAnswers, type StoredAnswer, storedAnswers } from '../store/stored-answers.ts';
import type { EraseDeps } from './erase-deps.ts';
import type { Gathered, Owned } from './gather-person.ts';
import { sealContext } from './idempotent.ts';
import type { Principal } from './principal.ts';

const EVENTS_AT_ONCE = 100;
const ANSWERS_AT_ONCE = 200;

/** Events of no session, such as a subscription's, that are the person's, oldest first. */
export async function* looseEventsOf(
  store: Store,
  scope: OrganizationScope,
  { identity, looseTexts }: Pick<Owned, 'identity' | 'looseTexts'>,
): AsyncGenerator<readonly Event[], void> {
  let after: string | null = null;
  for (;;) {
    const page = { limit: EVENTS_AT_ONCE, after };
    const events: readonly Event[] = await looseEventsMentioning(store, scope, looseTexts, page);
    if (events.length === 0) return;
    const theirs = events.filter(({ data }) => concerns(data, identity));
    if (theirs.length > 0) yield theirs;
    after = events.at(-1)!.id;
  }
}

export async function eraseLooseEvents(deps: EraseDeps, principal: Principal, person: Gathered): Promise<void> {
  for await (const events of looseEventsOf(deps.store, principal, person)) {
    const erased = events.map(({ id, data }) => ({
      id,
      data: eraseAnswer(data, person.words, person.identity) as StoredEvent['data'],
    }));
    await retriedTransaction(deps.store, (tx) => rewriteEvents(tx, principal.organizationId, erased));
  }
}

/** What was answered to requests with an Idempotency-Key: a repeat gets the first answer, without the person in it. */
export async function eraseStoredAnswers(deps: EraseDeps, principal: Principal, person: Gathered): Promise<void> {
  let after: StoredAnswer | null = null;
  for (;;) {
    const page = { limit: ANSWERS_AT_ONCE, after };
    const answers: readonly StoredAnswer[] = await storedAnswers(deps.store, principal, page);
    if (answers.length === 0) return;
    const changed = answers.flatMap((answer) => eraseStored(deps, principal, answer, person));
    await retriedTransaction(deps.store, (tx) => rewriteStoredAnswers(tx, principal, changed));
    after = answers.at(-1)!;
  }
}

function eraseStored(
  { secretBox }: EraseDeps,
  { organizationId, livemode }: Principal,
  { route, key, sealed }: StoredAnswer,
  { words, identity }: Gathered,
): readonly StoredAnswer[] {
  const context = sealContext({ organizationId, livemode, route, key });
  const text = secretBox.open(sealed, context);
  // An answer without content is kept as an empty text.
  const answer = text === '' ? null : parseJsonNumbers(text, exactNumber);
  if (!concerns(answer, identity)) return [];
  return [{ route, key, sealed: secretBox.seal(JSON.stringify(eraseAnswer(answer, words, identity)), context) }];
}
