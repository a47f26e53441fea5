import type { Instant } from '../core/time.ts';
import { lockApiKey, replaceApiKey } from '../store/api-keys.ts';
import type { Store } from '../store/database.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { createApiKey } from './create-api-key.ts';
import type { Runtime } from './runtime.ts';

export type RotationResult =
  | {
      readonly outcome: 'rotated';
      readonly id: string;
      /** Of the new key; shown once. */
      readonly text: string;
      /** From then on the old key is refused. */
      readonly oldExpiresAt: Instant;
    }
  | { readonly outcome: 'not_found' | 'expired' | 'rotated_before' };

/**
 * Makes a key that may do what `id` may, and lets the old one live for `overlapMs` more: time to bring the new one to
 * every place that uses the old. An old key that would have expired sooner still does. The successor itself has no end,
 * unless `lifetimeMs` gives it one: it must not inherit a moment that is nearly over.
 */
export function rotateApiKey(
  store: Store,
  runtime: Runtime,
  id: string,
  { overlapMs, lifetimeMs = null }: { overlapMs: number; lifetimeMs?: number | null },
): Promise<RotationResult> {
  return retriedTransaction(store, async (tx) => {
    const old = await lockApiKey(tx, id);
    const now = runtime.now();
    if (old === undefined || old.revokedAt !== null) return { outcome: 'not_found' };
    // Two successors of one key: nobody would know which of them is in use.
    if (old.successorId !== null) return { outcome: 'rotated_before' };
    if (old.expiresAt !== null && old.expiresAt <= now) return { outcome: 'expired' };
    const expiresAt = lifetimeMs === null ? null : now + lifetimeMs;
    const made = await createApiKey(tx, runtime, { ...limitsOf(old), expiresAt });
    const oldExpiresAt = Math.min(now + overlapMs, old.expiresAt ?? Number.POSITIVE_INFINITY);
    await replaceApiKey(tx, id, { successorId: made.id, expiresAt: oldExpiresAt });
    return { outcome: 'rotated', ...made, oldExpiresAt };
  });
}

type OldKey = NonNullable<Awaited<ReturnType<typeof lockApiKey>>>;

function limitsOf({ organizationId, livemode, name, kind, scopes, allowedIps }: OldKey) {
  return { organizationId, livemode, name, kind, scopes, allowedIps };
}
