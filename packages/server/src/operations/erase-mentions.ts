import { eraseAnswer, mentions } from '../core/erasure/erase-fields.ts';
import type { PersonalWords } from '../core/erasure/personal-words.ts';
import { looseEventsMentioning, rewriteEvents, type StoredEvent } from '../store/erasure.ts';
import { rewriteStoredAnswers, type StoredAnswer, storedAnswers } from '../store/stored-answers.ts';
import type { EraseDeps } from './erase-person.ts';
import { sealContext } from './idempotent.ts';
import type { Principal } from './principal.ts';

const EVENTS_AT_ONCE = 100;
const ANSWERS_AT_ONCE = 200;

/** Events of no session, such as a subscription's, that mention the person. */
export async function eraseLooseEvents(
  { store }: EraseDeps,
  principal: Principal,
  words: PersonalWords,
  ids: readonly string[],
): Promise<void> {
  const texts = [...words.emails, ...words.names, ...ids].map((word) => word.toLowerCase());
  if (texts.length === 0) return;
  let after: string | null = null;
  for (;;) {
    const page = { limit: EVENTS_AT_ONCE, after };
    const events: readonly StoredEvent[] = await looseEventsMentioning(store, principal, texts, page);
    if (events.length === 0) return;
    const erased = events.map(({ id, data }) => ({ id, data: eraseAnswer(data, words) as StoredEvent['data'] }));
    await store.transaction().execute((tx) => rewriteEvents(tx, principal.organizationId, erased));
    after = events.at(-1)!.id;
  }
}

/** What was answered to requests with an Idempotency-Key: a repeat gets the first answer, without the person in it. */
export async function eraseStoredAnswers(
  deps: EraseDeps,
  principal: Principal,
  words: PersonalWords,
  ids: readonly string[],
): Promise<void> {
  let after: StoredAnswer | null = null;
  for (;;) {
    const page = { limit: ANSWERS_AT_ONCE, after };
    const answers: readonly StoredAnswer[] = await storedAnswers(deps.store, principal, page);
    if (answers.length === 0) return;
    const changed = answers.flatMap((answer) => eraseStored(deps, principal, answer, words, ids));
    await deps.store.transaction().execute((tx) => rewriteStoredAnswers(tx, principal, changed));
    after = answers.at(-1)!;
  }
}

function eraseStored(
  { secretBox }: EraseDeps,
  { organizationId, livemode }: Principal,
  answer: StoredAnswer,
  words: PersonalWords,
  ids: readonly string[],
): readonly StoredAnswer[] {
  const { route, key, sealed } = answer;
  const context = sealContext({ organizationId, livemode, route, key });
  const text = secretBox.open(sealed, context);
  if (!mentions(text, words, ids)) return [];
  const erased = JSON.stringify(eraseAnswer(JSON.parse(text), words));
  return [{ route, key, sealed: secretBox.seal(erased, context) }];
}
