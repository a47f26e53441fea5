import { sql } from 'kysely';
import type { Finality } from '../core/chain/assurance.ts';
import type { BlockHeader, ChainTransfer } from '../core/chain/blocks.ts';
import type { Doubt } from '../core/chain/witness.ts';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { moment, type Queries, type Transaction, toTimestamp } from './database.ts';
import type { SessionKey } from './sessions.ts';

/** A transfer whose confirming block is in the books, and which waits for a tag or for other nodes. */
export interface GatedTransfer extends SessionKey {
  readonly id: string;
  /** The session that a person attached it to. */
  readonly attachedSessionId: string | null;
  readonly block: Pick<BlockHeader, 'number' | 'hash' | 'timestamp'>;
  readonly transfer: ChainTransfer;
  readonly confirmNumber: bigint;
  readonly finality: Finality | null;
  readonly foundAt: Instant;
  readonly doubt: Doubt | null;
  /** Of what moved inside a transaction: all the native coin that reached its recipient in its block. */
  readonly receivedInBlock: bigint | null;
}

const waiting = (network: string, upTo: bigint) => sql`
  network = ${network} AND gated AND confirmed_at IS NULL AND orphaned_at IS NULL AND frozen_at IS NULL
  AND confirm_number <= ${upTo}`;

/** The tags that transfers confirmed by blocks up to `upTo` wait for; null among them: for nodes alone. Empty: none waits. */
export async function findTagsAwaited(
  queries: Queries,
  network: string,
  upTo: bigint,
): Promise<readonly (Finality | null)[]> {
  const { rows } = await sql<{ finality: Finality | null }>`
    SELECT DISTINCT finality FROM transfers WHERE ${waiting(network, upTo)}`.execute(queries);
  return rows.map(({ finality }) => finality);
}

export interface GateSearch {
  readonly upTo: bigint;
  /** Where the tags stand; below zero where that is not known. */
  readonly heights: Readonly<Record<Finality, bigint>>;
  readonly now: Instant;
  readonly limit: number;
}

/** What several transfers moved counts together: a balance cannot tell them apart. */
const receivedInBlock = sql<bigint | null>`CASE WHEN position LIKE 'trace:%' THEN (
  SELECT sum(amount) FROM transfers beside
  WHERE beside.network = transfers.network AND beside.block_number = transfers.block_number
    AND beside.block_hash = transfers.block_hash AND beside.recipient = transfers.recipient
    AND contract IS NULL AND orphaned_at IS NULL AND frozen_at IS NULL) END`;

/** The first of each address, then the second of each. */
const turn = sql`row_number() OVER (PARTITION BY recipient ORDER BY check_at NULLS FIRST, confirm_number)`;

/**
 * Those whose tag has reached them and that are to be asked about now: first those never asked about, each address in its
 * turn, then what waits longest for being asked again. However much waits for one session, it holds up no other.
 */
export async function findGated(
  queries: Queries,
  network: string,
  { upTo, heights, now, limit }: GateSearch,
): Promise<readonly GatedTransfer[]> {
  const rows = await queries
    .selectFrom('transfers')
    .selectAll()
    .select(receivedInBlock.as('received_in_block'))
    .where(sql<boolean>`${waiting(network, upTo)}`)
    .where(sql<boolean>`(check_at IS NULL OR check_at <= ${moment(now)})`)
    .where(
      sql<boolean>`(finality IS NULL OR block_number <=
        CASE finality WHEN 'safe' THEN ${heights.safe}::bigint ELSE ${heights.finalized}::bigint END)`,
    )
    .orderBy(sql`check_at NULLS FIRST, ${turn}, confirm_number`)
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    organizationId: row.organization_id,
    id: row.id,
    sessionId: row.session_id,
    attachedSessionId: row.attached_session_id,
    block: { number: row.block_number, hash: row.block_hash, timestamp: row.block_time },
    transfer: {
      txHash: row.tx_hash,
      position: row.position,
      contract: row.contract as Hex | null,
      from: row.sender,
      to: row.recipient,
      amountAtomic: row.amount,
    },
    confirmNumber: row.confirm_number,
    finality: row.finality,
    foundAt: row.found_at,
    doubt: row.doubt,
    receivedInBlock: row.received_in_block,
  }));
}

type Named = Pick<GatedTransfer, 'organizationId' | 'id'>;

/** Confirms these, each at its confirming block's time. Their sessions must be locked. Returns the ids of those confirmed. */
export async function confirmEach(
  tx: Transaction,
  confirmed: readonly (Named & { readonly at: Instant })[],
): Promise<ReadonlySet<string>> {
  if (confirmed.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    UPDATE transfers SET confirmed_at = checked.at, doubt = NULL, check_at = NULL
    FROM unnest(
      ${confirmed.map(({ organizationId }) => organizationId)}::uuid[],
      ${confirmed.map(({ id }) => id)}::uuid[],
      ${confirmed.map(({ at }) => toTimestamp(at))}::timestamptz[]
    ) AS checked (organization_id, id, at)
    WHERE transfers.organization_id = checked.organization_id AND transfers.id = checked.id
      AND confirmed_at IS NULL AND orphaned_at IS NULL AND frozen_at IS NULL
    RETURNING transfers.id`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

/** Notes why these are not confirmed, and when to ask again. */
export async function noteDoubts(
  tx: Transaction,
  doubted: readonly (Named & { readonly doubt: Doubt; readonly checkAt: Instant })[],
): Promise<void> {
  if (doubted.length === 0) return;
  await sql`
    UPDATE transfers SET doubt = checked.doubt, check_at = checked.check_at
    FROM unnest(
      ${doubted.map(({ organizationId }) => organizationId)}::uuid[],
      ${doubted.map(({ id }) => id)}::uuid[],
      ${doubted.map(({ doubt }) => doubt)}::text[],
      ${doubted.map(({ checkAt }) => toTimestamp(checkAt))}::timestamptz[]
    ) AS checked (organization_id, id, doubt, check_at)
    WHERE transfers.organization_id = checked.organization_id AND transfers.id = checked.id`.execute(tx);
}

/** How many transfers are not confirmed for want of nodes that show them. */
export interface Doubts {
  /** Too few nodes answered. */
  readonly unheard: number;
  /** A node shows something else. */
  readonly disputed: number;
}

export async function countDoubts(queries: Queries, network: string): Promise<Doubts> {
  const { rows } = await sql<Doubts>`
    SELECT count(*) FILTER (WHERE doubt = 'unheard')::int AS unheard,
      count(*) FILTER (WHERE doubt = 'disputed')::int AS disputed
    FROM transfers
    WHERE network = ${network} AND gated AND confirmed_at IS NULL AND orphaned_at IS NULL AND frozen_at IS NULL`.execute(
    queries,
  );
  return rows[0]!;
}
