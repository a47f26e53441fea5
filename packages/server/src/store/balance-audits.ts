import { sql } from 'kysely';
import type { BalanceAudit, ToldSurplus } from '../core/books/surplus.ts';
import type { BlockHeader } from '../core/chain/blocks.ts';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, type Transaction, toBytes, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import type { SessionKey } from './sessions.ts';

/** A session's own address, of which the books hold what came to it. */
export interface AuditedAddress extends SessionKey {
  readonly livemode: boolean;
  readonly address: Hex;
}

/** One asset of one address, as its last audit and the books have it. */
export interface AuditedAsset {
  readonly before: BalanceAudit | null;
  readonly booked: bigint;
  readonly bookedBefore: bigint;
}

/** The native coin has no contract to go by. */
const NATIVE: Hex = '0x';
export const assetKey = (sessionId: string, contract: Hex | null) => `${sessionId} ${contract ?? NATIVE}`;

interface Row {
  session_id: string;
  asset: Hex;
  block_number: bigint | null;
  balance: bigint | null;
  audited: bigint | null;
  unseen: bigint | null;
  booked: bigint | null;
  booked_before: bigint | null;
}

/**
 * Each asset of these addresses that the books or an earlier audit know of, by `assetKey`: what stands in the books up to
 * block `upTo`, and up to the block of that audit.
 */
export async function readAuditedAssets(
  queries: Queries,
  network: string,
  keys: readonly SessionKey[],
  upTo: bigint,
): Promise<ReadonlyMap<string, AuditedAsset>> {
  if (keys.length === 0) return new Map();
  const wanted = sql`unnest(${keys.map((key) => key.organizationId)}::uuid[], ${keys.map((key) => key.sessionId)}::uuid[])`;
  const { rows } = await sql<Row>`
    WITH audited AS (
      SELECT session_id, asset, block_number, balance, booked AS audited, unseen FROM balance_audits
      WHERE (organization_id, session_id) IN (SELECT * FROM ${wanted}) AND network = ${network}
    ), standing AS (
      SELECT session_id, coalesce(contract, ''::bytea) AS asset, block_number, amount FROM transfers
      WHERE (organization_id, session_id) IN (SELECT * FROM ${wanted}) AND network = ${network}
        AND orphaned_at IS NULL AND frozen_at IS NULL
    ), sums AS (
      SELECT session_id, asset, sum(amount) FILTER (WHERE standing.block_number <= ${upTo}) AS booked,
        sum(amount) FILTER (WHERE standing.block_number <= audited.block_number) AS booked_before
      FROM standing LEFT JOIN audited USING (session_id, asset) GROUP BY session_id, asset
    )
    SELECT session_id, asset, block_number, balance, audited, unseen, booked, booked_before
    FROM audited FULL JOIN sums USING (session_id, asset)`.execute(queries);
  return new Map(rows.map((row) => [`${row.session_id} ${row.asset}`, toAsset(row)]));
}

function toAsset(row: Row): AuditedAsset {
  const before =
    row.block_number === null
      ? null
      : { blockNumber: row.block_number, balance: row.balance!, booked: row.audited!, unseen: row.unseen! };
  return { before, booked: row.booked ?? 0n, bookedBefore: row.booked_before ?? 0n };
}

/** Writes how one asset of an address was found. The session must be locked. */
export async function writeAudit(
  tx: Transaction,
  network: string,
  { organizationId, sessionId }: SessionKey,
  contract: Hex | null,
  { blockNumber, balance, booked, unseen }: BalanceAudit,
  at: Instant,
): Promise<void> {
  await sql`
    INSERT INTO balance_audits
      (organization_id, session_id, network, asset, block_number, balance, booked, unseen, audited_at)
    VALUES (${organizationId}, ${sessionId}, ${network}, ${toBytes(contract ?? NATIVE)}, ${blockNumber},
      ${balance}, ${booked}, ${unseen}, ${toTimestamp(at)})
    ON CONFLICT (organization_id, session_id, network, asset) DO UPDATE SET
      block_number = excluded.block_number, balance = excluded.balance, booked = excluded.booked,
      unseen = excluded.unseen, audited_at = excluded.audited_at`.execute(tx);
}

/** The surpluses of one asset of an address that people were told of and that still stand. */
export async function readToldSurpluses(
  tx: Transaction,
  network: string,
  { organizationId, sessionId }: SessionKey,
  contract: Hex | null,
): Promise<readonly ToldSurplus[]> {
  const { rows } = await sql<{ id: string; amount: bigint; status: ToldSurplus['status'] }>`
    SELECT s.id, s.amount, u.status FROM balance_surpluses s
    JOIN unexpected_transfers u ON u.organization_id = s.organization_id AND u.transfer_id = s.id
    WHERE s.organization_id = ${organizationId} AND s.session_id = ${sessionId} AND s.network = ${network}
      AND s.contract IS NOT DISTINCT FROM ${contract === null ? null : toBytes(contract)}
      AND u.status IN ('open', 'written_off')
    ORDER BY s.id`.execute(tx);
  return rows.map(({ id, amount, status }) => ({ id, amountAtomic: amount, status }));
}

/** The chain is another: how an address stood on the one before says nothing. */
export async function forgetAudits(tx: Transaction, network: string): Promise<void> {
  await tx.deleteFrom('balance_audits').where('network', '=', network).execute();
}

export interface NewSurplus {
  readonly id: string;
  readonly network: string;
  readonly contract: Hex | null;
  readonly amountAtomic: bigint;
  readonly block: BlockHeader;
  readonly at: Instant;
}

/** Puts a surplus on the list of unexpected money. */
export async function insertSurplus(
  tx: Transaction,
  { organizationId, sessionId, livemode, address }: AuditedAddress,
  { id, network, contract, amountAtomic, block, at }: NewSurplus,
): Promise<void> {
  await tx
    .insertInto('balance_surpluses')
    .values({
      organization_id: organizationId,
      id,
      session_id: sessionId,
      network,
      contract: contract === null ? null : toBytes(contract),
      recipient: toBytes(address),
      amount: amountAtomic,
      block_number: block.number,
      block_hash: toBytes(block.hash),
      block_time: toTimestamp(block.timestamp),
    })
    .execute();
  await tx
    .insertInto('unexpected_transfers')
    .values({
      organization_id: organizationId,
      transfer_id: id,
      livemode,
      session_id: sessionId,
      reason: 'balance_surplus',
      status: 'open',
      version: 1,
      created_at: toTimestamp(at),
      updated_at: toTimestamp(at),
    })
    .execute();
}

/** What was told as a surplus is none. */
export async function withdrawSurpluses(
  tx: Transaction,
  { organizationId }: Pick<OrganizationScope, 'organizationId'>,
  ids: readonly string[],
  at: Instant,
): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    UPDATE unexpected_transfers SET status = 'withdrawn', version = version + 1, updated_at = ${toTimestamp(at)},
      resolved_at = coalesce(resolved_at, ${toTimestamp(at)})
    WHERE organization_id = ${organizationId} AND transfer_id = ANY (${[...ids]}::uuid[])`.execute(tx);
}
