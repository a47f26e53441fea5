import type { Hex } from '../core/hex.ts';
import { fromPublicId } from '../core/identity/public-id.ts';
import type { Instant } from '../core/time.ts';
import { toBytes } from '../store/database.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { lockSessions } from '../store/sessions.ts';
import type { TestApi } from './test-api.ts';

const DEVNET = 'Devnet';
const CONFIRMATIONS = 3n;
/** Where `composeApi` leaves the cursors. */
const CURSOR_BLOCK = 100n;

export interface SeenTransfer {
  readonly amountAtomic: bigint;
  /** Null: the native coin. */
  readonly contract?: Hex | null;
  /** The time of its block; now where absent. */
  readonly arrivedAt?: Instant;
  readonly confirmed?: boolean;
  /** Drawn where absent. */
  readonly txHash?: Hex;
}

/**
 * Puts a transfer to the session's address into the books and derives it again, in one transaction, as the follower of
 * the devnet would.
 */
export async function seeTransfer(api: TestApi, sessionId: string, transfer: SeenTransfer): Promise<{ txHash: Hex }> {
  const { amountAtomic, contract = null, arrivedAt = api.clock.now(), confirmed = false } = transfer;
  const txHash: Hex = transfer.txHash ?? `0x${Buffer.from(api.clock.randomBytes(32)).toString('hex')}`;
  const key = keyOf(api, sessionId);
  // The cursor stands on what confirms it, or on its own block.
  const blockNumber = confirmed ? CURSOR_BLOCK - CONFIRMATIONS + 1n : CURSOR_BLOCK;
  const changes = await retriedTransaction(api.database.store, async (tx) => {
    const [session] = await lockSessions(tx, [key]);
    await tx
      .insertInto('transfers')
      .values({
        organization_id: key.organizationId,
        id: api.clock.newId(),
        session_id: key.sessionId,
        network: DEVNET,
        block_number: blockNumber,
        block_hash: Buffer.from(api.clock.randomBytes(32)),
        block_time: new Date(arrivedAt),
        tx_hash: toBytes(txHash),
        position: 'tx',
        contract: contract && toBytes(contract),
        sender: Buffer.from(api.clock.randomBytes(20)),
        recipient: toBytes(session!.address!),
        amount: amountAtomic,
        listed: true,
        confirm_number: blockNumber + CONFIRMATIONS - 1n,
        confirmed_at: confirmed ? new Date(arrivedAt) : null,
        found_at: new Date(api.clock.now()),
      })
      .execute();
    return api.sessions.rederive(tx, [key]);
  });
  api.sessions.onChanges(changes);
  return { txHash };
}

/** A reorganization has taken the transaction's block away, as the follower tells it. */
export async function takeBack(api: TestApi, sessionId: string, txHash: Hex): Promise<void> {
  await api.database.pool.query('UPDATE transfers SET orphaned_at = $2, confirmed_at = NULL WHERE tx_hash = $1', [
    toBytes(txHash),
    new Date(api.clock.now()),
  ]);
  await rederive(api, sessionId);
}

/** The devnet has been read past this moment. Deadlines that have passed are told when the session is next derived. */
export async function readDevnetTo(api: TestApi, time: Instant): Promise<void> {
  await api.database.pool.query('UPDATE chain_cursors SET block_time = $2 WHERE network = $1', [
    DEVNET,
    new Date(time),
  ]);
}

/** Derives the session from its facts, as every job does that has changed some. */
export async function rederive(api: TestApi, sessionId: string): Promise<void> {
  const changes = await retriedTransaction(api.database.store, (tx) =>
    api.sessions.rederive(tx, [keyOf(api, sessionId)]),
  );
  api.sessions.onChanges(changes);
}

/** The session's time is over, by the clock and by the books, and that has been told. */
export async function runOut(api: TestApi, sessionId: string): Promise<void> {
  const { body } = await api.call('GET', `/checkout_sessions/${sessionId}`);
  api.clock.advance(Math.max(0, Date.parse(body.expiresAt) + 1000 - api.clock.now()));
  await readDevnetTo(api, api.clock.now());
  await rederive(api, sessionId);
}

/** What was told of the session itself, oldest first. */
export async function toldOf(
  api: TestApi,
  sessionId: string,
): Promise<readonly { type: string; version: number; data: Record<string, unknown> }[]> {
  const { rows } = await api.database.pool.query(
    'SELECT type, version, data FROM events WHERE session_id = $1 AND version IS NOT NULL ORDER BY version, id',
    [keyOf(api, sessionId).sessionId],
  );
  return rows;
}

function keyOf(api: TestApi, sessionId: string) {
  const uuid = fromPublicId('session', sessionId);
  if (uuid === undefined) throw new Error(`${sessionId} is no session id`);
  return { organizationId: api.organizationId, sessionId: uuid };
}
