import { generateApiKey, parseApiKey } from '../core/api-key.ts';
import type { Instant } from '../core/time.ts';
import { type ApiKeyLimits, insertApiKey } from '../store/api-keys.ts';
import type { Queries } from '../store/database.ts';
import type { Runtime } from './runtime.ts';

export interface NewKeyInput extends Partial<ApiKeyLimits> {
  readonly organizationId: string;
  readonly livemode: boolean;
  readonly name: string;
  /** Null: it lives until it is revoked. */
  readonly expiresAt?: Instant | null;
}

/**
 * A key whose text is returned here and kept nowhere: the books hold its hash. Without limits it is a secret key that may
 * do everything in its mode, from anywhere, for good.
 */
export async function createApiKey(
  queries: Queries,
  runtime: Runtime,
  { kind = 'secret', scopes = null, allowedIps = null, expiresAt = null, ...owner }: NewKeyInput,
): Promise<{ id: string; text: string }> {
  const text = generateApiKey({ kind, livemode: owner.livemode }, runtime.randomBytes);
  const id = runtime.newId();
  const { hash } = parseApiKey(text)!;
  const ending = text.slice(-4);
  const createdAt = runtime.now();
  await insertApiKey(queries, { ...owner, id, hash, ending, kind, scopes, allowedIps, createdAt, expiresAt });
  return { id, text };
}
