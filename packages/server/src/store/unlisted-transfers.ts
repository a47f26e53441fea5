import { sql } from 'kysely';
import type { Hex } from '../core/hex.ts';
import type { Transaction } from './database.ts';
import type { SessionKey } from './sessions.ts';

/** A transfer's own columns, and whose it is. */
export interface StoredTransfer {
  readonly network: string;
  readonly contract: Hex | null;
  readonly sessionId: string;
  readonly block: { readonly hash: Hex };
  readonly txHash: Hex;
  readonly position: string;
}

/** The canonical transfers of tokens outside the catalogue to these sessions, on all networks. */
export async function readUnlistedTransfers(
  tx: Transaction,
  keys: readonly SessionKey[],
): Promise<readonly StoredTransfer[]> {
  const organizations = keys.map((key) => key.organizationId);
  const ids = keys.map((key) => key.sessionId);
  const rows = await tx
    .selectFrom('transfers')
    .select(['network', 'contract', 'session_id', 'block_hash', 'tx_hash', 'position'])
    .where(
      sql<boolean>`(organization_id, session_id) IN (SELECT * FROM unnest(${organizations}::uuid[], ${ids}::uuid[]))`,
    )
    .where('listed', '=', false)
    .where('orphaned_at', 'is', null)
    .execute();
  return rows.map((row) => ({
    network: row.network,
    contract: row.contract,
    sessionId: row.session_id,
    block: { hash: row.block_hash },
    txHash: row.tx_hash,
    position: row.position,
  }));
}
