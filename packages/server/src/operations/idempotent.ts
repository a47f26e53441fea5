import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { canonicalJson } from '../core/canonical-json.ts';
import type { Store, Transaction } from '../store/database.ts';
import {
  claimIdempotencyKey,
  findIdempotencyRecord,
  type IdempotencyScope,
  storeIdempotentAnswer,
} from '../store/idempotency.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import type { SecretBox } from '../store/secret-box.ts';
import type { Principal } from './principal.ts';
import type { Runtime } from './runtime.ts';

const IDEMPOTENCY_LIFETIME_MS = 30 * 24 * 3600 * 1000;
const LOCK_NOT_AVAILABLE = '55P03';

export interface IdempotentRequest {
  readonly principal: Principal;
  readonly route: string;
  /** The Idempotency-Key header; without one the effect simply runs in a transaction. */
  readonly key: string | undefined;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

export type IdempotentResult =
  | { readonly outcome: 'answered'; readonly answer: Answer; readonly replayed: boolean }
  | { readonly outcome: 'key_reused' }
  | { readonly outcome: 'in_progress' };

export interface IdempotencyDeps {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly secretBox: SecretBox;
}

export function bodyHash(body: unknown): Buffer {
  return createHash('sha256').update(canonicalJson(body)).digest();
}

function idempotencyScope({ principal, route }: IdempotentRequest, key: string): IdempotencyScope {
  return { organizationId: principal.organizationId, livemode: principal.livemode, route, key };
}

/**
 * Runs an effect at most once for its key: the record is written in the transaction of the effect. A repeat gets the
 * first answer; a concurrent one waits for it, up to 5 s. An effect that throws stores nothing, so that a retry runs.
 */
export async function runIdempotently(
  deps: IdempotencyDeps,
  request: IdempotentRequest,
  effect: (tx: Transaction) => Promise<Answer>,
): Promise<IdempotentResult> {
  const { key } = request;
  if (key === undefined) {
    const answer = await retriedTransaction(deps.store, effect);
    return { outcome: 'answered', answer, replayed: false };
  }
  const scope = idempotencyScope(request, key);
  const hash = bodyHash(request.body);
  try {
    const answer = await retriedTransaction(deps.store, (tx) => runOnce(deps, tx, scope, hash, effect));
    if (answer) return { outcome: 'answered', answer, replayed: false };
  } catch (error) {
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return { outcome: 'in_progress' };
    throw error;
  }
  return replay(deps, scope, hash);
}

async function runOnce(
  { runtime, secretBox }: IdempotencyDeps,
  tx: Transaction,
  scope: IdempotencyScope,
  hash: Buffer,
  effect: (tx: Transaction) => Promise<Answer>,
): Promise<Answer | undefined> {
  await sql`SET LOCAL lock_timeout = '5s'`.execute(tx);
  const createdAt = runtime.now();
  const expiresAt = createdAt + IDEMPOTENCY_LIFETIME_MS;
  if (!(await claimIdempotencyKey(tx, scope, hash, { createdAt, expiresAt }))) return undefined;
  const answer = await effect(tx);
  // Sealed: an answer can hold a secret that is shown only once.
  await storeIdempotentAnswer(tx, scope, {
    status: answer.status,
    body: secretBox.seal(answer.body, sealContext(scope)),
  });
  return answer;
}

async function replay(deps: IdempotencyDeps, scope: IdempotencyScope, hash: Buffer): Promise<IdempotentResult> {
  const record = await findIdempotencyRecord(deps.store, scope);
  // Gone between the two: the first one rolled back, or the record has just expired.
  if (!record?.responseBody) return { outcome: 'in_progress' };
  if (record.bodyHash !== `0x${hash.toString('hex')}`) return { outcome: 'key_reused' };
  const body = deps.secretBox.open(Buffer.from(record.responseBody.slice(2), 'hex'), sealContext(scope));
  return { outcome: 'answered', answer: { status: record.responseStatus, body }, replayed: true };
}

export const sealContext = (scope: IdempotencyScope) =>
  `idempotency:${scope.organizationId}:${scope.route}:${scope.key}`;
