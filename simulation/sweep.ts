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
  'refunds',
  'transfers',
  'payments',
  'addresses',
  'sessions',
  'sites',
];

/** Takes a seed's rows away in one round trip, so that the next one's jobs find only their own. */
export async function sweep(pool: pg.Pool, { organization, networks }: WorldParts): Promise<void> {
  const id = `'${organization.organizationId}'`;
  const names = networks.map(({ network }) => `'${network.spec.name}'`);
  const leases = networks.map(({ network }) => `'follow:${network.spec.name}'`);
  await pool.query(
    [
      'BEGIN',
      // The books' own tables refuse every deletion; here they are a world's that has ended.
      "SET LOCAL session_replication_role = 'replica'",
      ...OF_ORGANIZATION.map((table) => `DELETE FROM ${table} WHERE organization_id = ${id}`),
      `DELETE FROM organizations WHERE id = ${id}`,
      ...['chain_cursors', 'chain_blocks'].map((table) => `DELETE FROM ${table} WHERE network IN (${names})`),
      `DELETE FROM leases WHERE name IN (${leases})`,
      'COMMIT',
    ].join(';'),
  );
}
