import { sql } from 'kysely';
import type { Queries } from './database.ts';

export interface QuorumState {
  /** Blocks in the books that fewer nodes have shown than the quorum asks. */
  readonly lagBlocks: number;
  /** Transfers that are not confirmed because too few nodes answered. */
  readonly unheard: number;
  /** Transfers that are not confirmed because a node shows something else. */
  readonly disputed: number;
}

/** What waits for nodes, by network. */
export async function readQuorumStates(queries: Queries): Promise<ReadonlyMap<string, QuorumState>> {
  const { rows } = await sql<QuorumState & { network: string }>`
    SELECT network, coalesce(number - witnessed_number, 0)::int AS "lagBlocks",
      coalesce(unheard, 0)::int AS unheard, coalesce(disputed, 0)::int AS disputed
    FROM chain_cursors LEFT JOIN (
      SELECT network, count(*) FILTER (WHERE doubt = 'unheard') AS unheard,
        count(*) FILTER (WHERE doubt = 'disputed') AS disputed
      FROM transfers
      WHERE gated AND confirmed_at IS NULL AND orphaned_at IS NULL AND frozen_at IS NULL AND doubt IS NOT NULL
      GROUP BY network
    ) AS doubted USING (network)`.execute(queries);
  return new Map(rows.map(({ network, ...state }) => [network, state]));
}
