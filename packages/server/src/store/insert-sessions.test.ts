import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_DETAILS } from '../core/session/details.ts';
import type { Session } from '../core/session/session.ts';
import { createTestClock } from '../testing/clock.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { insertSessions } from './insert-sessions.ts';
import type { NewSession } from './new-session.ts';
import { writeSessions } from './write-sessions.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const clock = createTestClock();
const organizationId = clock.newId();
let index = 0n;

const SESSION: Omit<
  Session,
  | 'id'
  | 'organizationId'
  | 'siteId'
  | 'createdAt'
  | 'updatedAt'
  | 'expiresAt'
  | 'graceEndsAt'
  | 'nextDeadline'
  | 'address'
> = {
  livemode: false,
  terms: {
    total: { minor: 9900n, currency: 'USD' },
    offers: [],
    underToleranceBps: 0n,
    overToleranceBps: 0n,
    ttlMs: 300_000,
    graceMs: 600_000,
    maxLifetimeMs: 86_400_000,
    maxExtensions: 1,
  },
  method: 'Devnet:ETH',
  acts: [],
  status: 'pending',
  version: 1,
  toldPaid: false,
  toldOverpaid: false,
  paidAt: null,
  txHash: null,
  restartedAs: null,
  refundStatus: null,
  clock: [],
  accessedAt: null,
  completedAt: null,
  ...NO_DETAILS,
  description: 'Tea "Grüner" \\ {a,b}',
  lineItems: [
    {
      name: 'Tea',
      description: null,
      imageUrl: null,
      quantity: 1,
      unitAmount: '99.00',
      productId: null,
      taxCategory: null,
    },
  ],
  metadata: { order: '“1”' },
  customerEmail: null,
  successUrl: 'https://example.com/ok',
  cancelUrl: null,
  returnUrl: null,
};

function newRow({
  key = null,
  paying = false,
  paid = false,
}: {
  key?: string | null;
  paying?: boolean;
  paid?: boolean;
} = {}): NewSession {
  const at = clock.now();
  const address = `0x${clock.newId().replaceAll('-', '')}00000000` as const;
  return {
    session: {
      ...SESSION,
      organizationId,
      id: clock.newId(),
      siteId: organizationId,
      address,
      ...(paid && { status: 'paid', version: 2 }),
      createdAt: at,
      updatedAt: at,
      expiresAt: at + 300_000,
      graceEndsAt: at + 900_000,
      nextDeadline: at + 300_000,
    },
    addressIndex: { xpubId: organizationId, index: index++ },
    created: { id: clock.newId(), type: 'session.created', version: 1, data: '{"a":1}' },
    paid: paid ? { id: clock.newId(), type: 'session.paid', version: 2, data: '{"a":2}' } : null,
    paymentId: paying ? clock.newId() : null,
    idempotency: key === null ? null : { route: 'POST /x', key, bodyHash: Buffer.from([1, 2]) },
  };
}

const idsOf = (rows: readonly NewSession[]) => rows.map((row) => row.session.id);

/** Everything that the books hold of these sessions. */
async function booksOf(ids: readonly string[]) {
  const count = async (sql: string) => (await database.pool.query<{ n: bigint }>(sql, [ids])).rows[0]!.n;
  const { rows } = await database.pool.query('SELECT * FROM sessions WHERE id = ANY($1::uuid[])', [ids]);
  return {
    sessions: new Map(rows.map((row) => [row.id as string, row as Record<string, unknown>])),
    addresses: await count('SELECT count(*) AS n FROM addresses WHERE session_id = ANY($1::uuid[])'),
    payments: await count('SELECT count(*) AS n FROM payments WHERE session_id = ANY($1::uuid[])'),
    created: await count(
      `SELECT count(*) AS n FROM events WHERE session_id = ANY($1::uuid[]) AND type = 'session.created'`,
    ),
    paid: await count(`SELECT count(*) AS n FROM events WHERE session_id = ANY($1::uuid[]) AND type = 'session.paid'`),
  };
}

const OF_EACH = [
  'organization_id',
  'id',
  'address',
  'created_at',
  'updated_at',
  'expires_at',
  'grace_ends_at',
  'next_deadline',
];
const withoutOwn = (row: Record<string, unknown> | undefined) =>
  Object.fromEntries(Object.entries(row ?? {}).filter(([column]) => !OF_EACH.includes(column)));

test('a session written alone is written as in a group', async () => {
  const rows = [newRow(), newRow(), newRow()];
  await insertSessions(database.pool, rows.slice(0, 1));
  await insertSessions(database.pool, rows.slice(1));
  const { sessions } = await booksOf(idsOf(rows));
  const [alone, ...grouped] = rows.map((row) => sessions.get(row.session.id));
  expect(alone).toMatchObject({
    description: SESSION.description,
    metadata: SESSION.metadata,
    line_items: SESSION.lineItems,
    told_paid: false,
  });
  for (const row of grouped) expect(withoutOwn(row)).toEqual(withoutOwn(alone));
});

test.each([
  ['alone', (rows: NewSession[]) => rows.map((row) => [row])],
  ['in one group', (rows: NewSession[]) => [rows]],
])('each row gets what it needs and no more, %s', async (_how, split) => {
  const rows = [newRow(), newRow({ key: `key ${index}` }), newRow({ paying: true }), newRow({ paid: true })];
  for (const group of split(rows))
    expect([...(await insertSessions(database.pool, group))].sort()).toEqual(idsOf(group).sort());
  expect(await booksOf(idsOf(rows))).toMatchObject({ addresses: 4n, payments: 1n, created: 4n, paid: 1n });
});

test.each([
  ['alone', (row: NewSession) => [row]],
  ['with neighbours', (row: NewSession) => [newRow(), row, newRow({ key: `other ${index}` })]],
])('a row whose idempotency key is taken is left out, whole, %s', async (_how, groupOf) => {
  const key = `taken ${index}`;
  await insertSessions(database.pool, [newRow({ key })]);
  const repeated = newRow({ key, paying: true, paid: true });
  const group = groupOf(repeated);
  const written = await insertSessions(database.pool, group);
  expect([...written].sort()).toEqual(idsOf(group.filter((row) => row !== repeated)).sort());
  expect(await booksOf([repeated.session.id])).toEqual({
    sessions: new Map(),
    addresses: 0n,
    payments: 0n,
    created: 0n,
    paid: 0n,
  });
});

test('a group with a row that a constraint refuses is not written at all', async () => {
  const [first, second] = [newRow(), newRow()];
  const same = { ...second, session: { ...second.session, address: first.session.address } };
  await expect(insertSessions(database.pool, [first, same])).rejects.toThrow('addresses_pkey');
  expect((await booksOf(idsOf([first, second]))).sessions.size).toBe(0);
});

test('a write whose answer was lost is found written when it is repeated, keyed or not, and leaves the others alone', async () => {
  const rows = [newRow({ key: 'lost-1' }), newRow({ key: 'lost-2' }), newRow()];
  await insertSessions(database.pool, rows);
  for (const row of rows) {
    expect(await writeSessions(database.pool, [row])).toEqual(new Set([row.session.id]));
  }
  const taken = newRow({ key: 'lost-1' });
  expect(await writeSessions(database.pool, [taken])).toEqual(new Set());
});
