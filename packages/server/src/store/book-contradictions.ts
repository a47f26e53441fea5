import { sql } from 'kysely';
import type { Account } from '../core/books/accounts.ts';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, toTimestamp } from './database.ts';

/** A transfer that the ledger does not hold as its own row says. */
export interface LedgerContradiction {
  readonly organizationId: string;
  readonly transferId: string;
  readonly sessionId: string | null;
  readonly network: string | null;
  /** Where its row says that it is, and with how much. */
  readonly expected: string;
  /** What the ledger's rows come to, by account. */
  readonly found: string;
}

/**
 * Every transfer whose ledger entries do not come to exactly this: nothing while it is not certain, else its amount out of
 * `received` and into the account that it is booked in. The whole books, in one pass over both tables.
 */
export async function findLedgerContradictions(queries: Queries): Promise<readonly LedgerContradiction[]> {
  const { rows } = await sql<LedgerContradiction>`
    WITH moved AS (
      SELECT organization_id, transfer_id, network, contract, account, sum(amount) AS amount FROM (
        SELECT organization_id, transfer_id, network, contract, credit AS account, amount FROM ledger_entries
        UNION ALL
        SELECT organization_id, transfer_id, network, contract, debit, -amount FROM ledger_entries
      ) AS moves
      WHERE transfer_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5 HAVING sum(amount) <> 0
    ), held AS (
      SELECT organization_id, transfer_id, jsonb_object_agg(account, amount) AS accounts,
        array_agg(DISTINCT (network, contract)) AS assets
      FROM moved GROUP BY 1, 2
    )
    SELECT coalesce(t.organization_id, held.organization_id) AS "organizationId",
      coalesce(t.id, held.transfer_id) AS "transferId", t.session_id AS "sessionId", t.network,
      CASE WHEN t.booked_as IS NULL THEN 'nothing' ELSE t.amount || ' ' || t.booked_as END AS expected,
      coalesce(held.accounts::text, 'nothing') AS found
    FROM transfers t
    FULL JOIN held ON held.organization_id = t.organization_id AND held.transfer_id = t.id
    WHERE (t.booked_as IS NULL) <> (held.accounts IS NULL)
      OR (t.booked_as IS NOT NULL AND (
        held.accounts <> jsonb_build_object('received', -t.amount, t.booked_as, t.amount)
        OR held.assets <> ARRAY[(t.network, t.contract)]))
      OR (t.booked_as IS NOT NULL) <> (t.orphaned_at IS NULL AND t.confirmed_at IS NOT NULL)
    ORDER BY 2`.execute(queries);
  return rows;
}

/** An account that holds less than nothing, or money that came from nowhere. */
export interface BalanceContradiction {
  readonly organizationId: string;
  readonly livemode: boolean;
  readonly network: string;
  readonly contract: Hex | null;
  readonly account: Account;
  readonly balance: bigint;
}

/** Only the outside, `received`, may be below zero. That all accounts sum to zero is the form of a row: one move, two accounts. */
export async function findBalanceContradictions(queries: Queries): Promise<readonly BalanceContradiction[]> {
  const { rows } = await sql<BalanceContradiction>`
    SELECT organization_id AS "organizationId", livemode, network, contract, account, sum(amount) AS balance FROM (
      SELECT organization_id, livemode, network, contract, credit AS account, amount FROM ledger_entries
      UNION ALL
      SELECT organization_id, livemode, network, contract, debit, -amount FROM ledger_entries
    ) AS moves
    GROUP BY 1, 2, 3, 4, 5
    HAVING CASE WHEN account = 'received' THEN sum(amount) > 0 ELSE sum(amount) < 0 END`.execute(queries);
  return rows;
}

/** A session whose told versions have a gap, a repetition or another end than its own version. */
export interface VersionContradiction {
  readonly organizationId: string;
  readonly sessionId: string;
  readonly version: number;
  /** The versions told, in order. */
  readonly told: readonly number[];
}

/**
 * Of sessions for which something happened since then. Events older than `kept` may have been pruned, all but the first of
 * each session: a gap of those is none.
 */
export async function findVersionContradictions(
  queries: Queries,
  { since, kept }: { readonly since: Instant; readonly kept: Instant },
): Promise<readonly VersionContradiction[]> {
  const { rows } = await sql<VersionContradiction>`
    WITH told AS (
      SELECT s.organization_id, s.id, s.version, s.created_at, s.updated_at, s.test_clock_id,
        array_agg(e.version ORDER BY e.version) FILTER (WHERE e.version IS NOT NULL) AS versions,
        count(DISTINCT e.version) AS distinct_count, max(e.version) AS last,
        min(e.version) FILTER (WHERE e.version > 1) AS second
      FROM sessions s LEFT JOIN events e ON e.organization_id = s.organization_id AND e.session_id = s.id
      WHERE s.updated_at >= ${toTimestamp(since)} GROUP BY 1, 2
    )
    SELECT organization_id AS "organizationId", id AS "sessionId", version, coalesce(versions, '{}') AS told FROM told
    WHERE cardinality(versions) <> distinct_count
      OR (test_clock_id IS NULL AND created_at >= ${toTimestamp(kept)} AND distinct_count <> version)
      OR (test_clock_id IS NULL AND updated_at >= ${toTimestamp(kept)} AND last IS DISTINCT FROM version)
      OR (second IS NOT NULL AND distinct_count - 1 <> last - second + 1)
    ORDER BY id`.execute(queries);
  return rows;
}
