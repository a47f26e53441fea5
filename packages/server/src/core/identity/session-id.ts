import { base62ToUuid } from './base62.ts';
import { fromCheckoutId } from './checkout-id.ts';
import { fromPublicId } from './public-id.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * A session's UUID from whichever spelling an API of ours gave it: `cs_…`, the plain UUID of seeds 000 and 002, `chk_test_…`
 * of seed 001, or the reference that customers see: the first without its `cs_`. Every route takes them all: a client may hold the one and need a route of the other. `undefined` for text
 * that is none.
 */
export function sessionUuidOf(text: string): string | undefined {
  const plain = text.toLowerCase();
  if (UUID.test(plain)) return plain;
  return fromPublicId('session', text) ?? fromCheckoutId(text)?.uuid ?? base62ToUuid(text);
}
