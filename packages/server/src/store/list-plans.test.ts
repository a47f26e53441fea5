import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

/** A merchant with many sessions in live mode, and two in test mode. */
const MANY = 20_000;
/** Pages that a list of a few rows may look at; all of the table has some thousands. */
const FEW_PAGES = 60;

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
  const body = { amount: { value: '9.00', currency: 'USD' } };
  for (let i = 0; i < 2; i++) await api.call('POST', '/checkout_sessions', { body });
  await api.database.pool.query(`
    INSERT INTO sessions (organization_id, id, livemode, site_id, status, version, terms, networks, method, told_paid,
      expires_at, grace_ends_at, created_at, updated_at, acts)
    SELECT s.organization_id, gen_random_uuid(), true, s.site_id, 'paid', 2, s.terms, s.networks, s.method, true,
      s.expires_at, s.grace_ends_at, s.created_at, s.updated_at, s.acts
    FROM (SELECT * FROM sessions LIMIT 1) s, generate_series(1, ${MANY})`);
  await api.database.pool.query(`
    INSERT INTO events (organization_id, id, livemode, type, session_id, version, data, created_at, dispatched_at)
    SELECT e.organization_id, gen_random_uuid(), true, e.type, e.session_id, e.version, e.data, e.created_at, now()
    FROM (SELECT * FROM events LIMIT 1) e, generate_series(1, ${MANY})`);
  await api.database.pool.query('ANALYZE sessions, events');
});
afterAll(() => api.close());

interface Plan {
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
}

async function pagesOf(query: string, livemode: boolean): Promise<number> {
  const { rows } = await api.database.pool.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${query}`, [
    api.organizationId,
    livemode,
  ]);
  const { Plan: plan } = rows[0]['QUERY PLAN'][0] as { Plan: Plan };
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}

it.each([
  ['sessions', ''],
  ['sessions', "AND status = 'underpaid'"],
  ['events', ''],
])('a list of the few %s of one mode %s reads none of the other mode’s', async (table, filter) => {
  const query = `SELECT * FROM ${table} WHERE organization_id = $1 AND livemode = $2 ${filter} ORDER BY id DESC LIMIT 26`;
  expect(await pagesOf(query, false)).toBeLessThan(FEW_PAGES);
});

it('the underpaid among many are found without reading the many', async () => {
  const query = `SELECT * FROM sessions WHERE organization_id = $1 AND livemode = $2 AND status = 'underpaid' ORDER BY id DESC LIMIT 26`;
  expect(await pagesOf(query, true)).toBeLessThan(FEW_PAGES);
});
