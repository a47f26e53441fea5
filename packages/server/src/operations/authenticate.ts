import { parseApiKey } from '../core/api-key.ts';
import type { Hex } from '../core/hex.ts';
import { createCallerSet } from '../core/network-set.ts';
import type { Permissions } from '../core/scopes.ts';
import { type ApiKeyRecord, findLivingApiKeys, markApiKeyUsed } from '../store/api-keys.ts';
import type { Store } from '../store/database.ts';
import type { Principal } from './principal.ts';
import type { Runtime } from './runtime.ts';

const USE_RECORDED_EVERY_MS = 60_000;
/** What a process forgets is asked of the key's own record. */
const MOST_REMEMBERED = 10_000;

export type Authentication =
  | { readonly outcome: 'accepted'; readonly principal: Principal }
  /** `unknown` says nothing about which keys exist; the others are only ever told to who has the whole key. */
  | { readonly outcome: 'unknown' | 'expired' | 'rotated' | 'address_refused' };

/** Whose key it is, sent from this address (IPv4 or IPv6, as the connection or a trusted proxy has it). */
export type Authenticate = (keyText: string, address: string) => Promise<Authentication>;

/**
 * Looks keys up without a cache, so that a revoked one is refused at once. The requests that arrive while one look-up
 * is under way share the next: a busy server asks the database once per round trip, not once per request.
 */
export function createAuthenticator({ store, runtime }: { store: Store; runtime: Runtime }): Authenticate {
  let waiting: Map<
    Hex,
    { hash: Buffer; resolve: (key: ApiKeyRecord | undefined) => void; reject: (e: unknown) => void }[]
  > = new Map();
  let running = false;
  const usedAt = new Map<string, number>();

  async function lookUpWaiting(): Promise<void> {
    running = true;
    while (waiting.size > 0) {
      const group = waiting;
      waiting = new Map();
      try {
        const found = await findLivingApiKeys(
          store,
          [...group.values()].map((requests) => requests[0]!.hash),
        );
        for (const [hex, requests] of group) for (const request of requests) request.resolve(found.get(hex));
      } catch (error) {
        for (const requests of group.values()) for (const request of requests) request.reject(error);
      }
    }
    running = false;
  }

  function lookUp(hash: Buffer): Promise<ApiKeyRecord | undefined> {
    return new Promise((resolve, reject) => {
      const hex: Hex = `0x${hash.toString('hex')}`;
      const requests = waiting.get(hex);
      if (requests) requests.push({ hash, resolve, reject });
      else waiting.set(hex, [{ hash, resolve, reject }]);
      if (!running) void lookUpWaiting();
    });
  }

  function recordUse(key: ApiKeyRecord): void {
    const now = runtime.now();
    const last = usedAt.get(key.id) ?? key.lastUsedAt ?? 0;
    if (now - last < USE_RECORDED_EVERY_MS) return;
    if (usedAt.size >= MOST_REMEMBERED) usedAt.clear();
    usedAt.set(key.id, now);
    // The time of last use is a courtesy: a request never fails or waits for it.
    markApiKeyUsed(store, key.id, now).catch(() => usedAt.delete(key.id));
  }

  return async (keyText, address) => {
    const parsed = parseApiKey(keyText);
    if (!parsed) return { outcome: 'unknown' };
    const key = await lookUp(parsed.hash);
    if (!key || key.livemode !== parsed.livemode || key.kind !== parsed.kind) return { outcome: 'unknown' };
    if (key.expiresAt !== null && key.expiresAt <= runtime.now()) {
      return { outcome: key.successorId === null ? 'expired' : 'rotated' };
    }
    if (key.allowedIps !== null && !createCallerSet(key.allowedIps)(address)) return { outcome: 'address_refused' };
    recordUse(key);
    return { outcome: 'accepted', principal: principalOf(key) };
  };
}

const principalOf = (key: ApiKeyRecord): Principal => ({
  organizationId: key.organizationId,
  livemode: key.livemode,
  actor: `key:${key.id}`,
  permissions: permissionsOf(key),
});

function permissionsOf({ kind, scopes }: ApiKeyRecord): Permissions {
  if (kind === 'publishable') return 'public';
  return scopes === null ? 'all' : new Set(scopes);
}
