import { type IdKind, toPublicId } from '../identity/public-id.ts';

/** What the books say of who acted, by the word before the id. */
const KINDS: Readonly<Record<string, IdKind>> = { key: 'apiKey', page: 'session', link: 'paymentLink' };
const BY_UUID = /^(key|page|link):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** `key:<UUID>` in the books is `key:key_…` outside, the id that `opentill keys list` shows; what is public already stays. */
export function shownActor(actor: string): string {
  const [, word, uuid] = BY_UUID.exec(actor) ?? [];
  return word === undefined ? actor : `${word}:${toPublicId(KINDS[word]!, uuid!)}`;
}

/** The UUID of the key that acted; undefined where it was none. */
export function actingKey(actor: string): string | undefined {
  const [, word, uuid] = BY_UUID.exec(actor) ?? [];
  return word === 'key' ? uuid : undefined;
}
