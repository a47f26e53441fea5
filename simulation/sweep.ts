import type pg from 'pg';
import type { WorldParts } from './world.ts';

const OF_ORGANIZATION = [
  'webhook_attempts',
  'webhook_deliveries',
  'webhook_endpoints',
  'events',
  'idempotency_records',
  'unexpected_transfers',
  'ledger_entries',
  'audit_entries',
  'transfers',
  'payments',
  'addresses',
  'sessions',
  'sites',
];

/** Takes a seed's rows away, so that the next one's jobs find only their own. */
export async function sweep(pool: pg.Pool, { organization, networks }: WorldParts): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // The books' own tables refuse every deletion; here they are a world's that has ended.
    await client.query("SET LOCAL session_replication_role = 'replica'");
    for (const table of OF_ORGANIZATION) {
      await client.query(`DELETE FROM ${table} WHERE organization_id = $1`, [organization.organizationId]);
    }
    await client.query('DELETE FROM organizations WHERE id = $1', [organization.organizationId]);
    const names = networks.map(({ network }) => network.spec.name);
    for (const table of ['chain_cursors', 'chain_blocks']) {
      await client.query(`DELETE FROM ${table} WHERE network = ANY($1)`, [names]);
    }
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}
