import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { until } from '../../../testing/until.ts';
import { SESSIONS_AT_A_TIME, streamAllSessions } from './all-sessions.ts';

const SESSIONS = 5000;
const PAGES = SESSIONS / SESSIONS_AT_A_TIME;
/** So much text in each that the operating system's buffers do not swallow the whole list. */
const DESCRIPTION = 'x'.repeat(6000);
/** The sessions of a page, then their transfers, their payments, and the heads. */
const QUERIES_A_PAGE = 4;

let api: TestApi;
let port: number;
let queries = 0;
/** The server's ends of the connections that it has. */
const accepted = new Set<Socket>();

beforeAll(async () => {
  api = await createTestApi();
  await fill();
  api.database.pool.on('acquire', () => queries++);
  api.app.server.on('connection', (socket) => {
    accepted.add(socket);
    socket.on('close', () => accepted.delete(socket));
  });
  await api.app.listen({ port: 0, host: '127.0.0.1' });
  port = (api.app.server.address() as { port: number }).port;
  // Whoever the key belongs to is looked up once.
  await read('/api/v1/checkout?limit=1');
});
afterAll(() => api.close());
beforeEach(() => {
  queries = 0;
});

/** One real session, then as many copies of its row. */
async function fill(): Promise<void> {
  const { pool } = api.database;
  await api.call('POST', '/checkout_sessions', { body: { amount: { value: '1.00', currency: 'USD' } } });
  const { rows } = await pool.query<{ names: string }>(
    `SELECT string_agg(quote_ident(column_name), ', ') AS names FROM information_schema.columns
      WHERE table_name = 'sessions' AND column_name NOT IN ('id', 'description')`,
  );
  const { names } = rows[0]!;
  await pool.query(
    `INSERT INTO sessions (id, description, ${names})
     SELECT overlay(id::text placing lpad(to_hex(n), 12, '0') from 25)::uuid, $1, ${names}
       FROM sessions, generate_series(1, $2::int) AS n`,
    [DESCRIPTION, SESSIONS - 1],
  );
}

async function read(path: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'ww-api-key': api.keys.test } });
  return { status: answer.status, text: await answer.text() };
}

/** A client that asks for the list and takes nothing of it. */
async function askAndWait(): Promise<{ client: Socket; server: Socket }> {
  const before = new Set(accepted);
  const client = connect(port, '127.0.0.1').pause();
  await once(client, 'connect');
  client.write(`GET /api/v1/checkout HTTP/1.1\r\nHost: localhost\r\nww-api-key: ${api.keys.test}\r\n\r\n`);
  const isNew = () => [...accepted].find((socket) => !before.has(socket));
  // More than the connection takes: the rest waits in the server.
  await until(() => (isNew()?.writableLength ?? 0) > 0, true);
  return { client, server: isNew()! };
}

const noConnectionHeld = () => api.database.pool.idleCount === api.database.pool.totalCount;

it('reads the next page when the one before was taken, and holds nothing else', async () => {
  const deps = { store: api.database.store, runtime: api.clock, resource: api.sessions.resource };
  const stream = await streamAllSessions(deps, { organizationId: api.organizationId, livemode: false });
  let taken = 0;
  for await (const _page of stream) {
    taken += 1;
    expect(queries).toBeLessThanOrEqual(taken * QUERIES_A_PAGE);
    expect(noConnectionHeld()).toBe(true);
  }
  // The closing bracket comes by itself; that the list is over shows in an empty page.
  expect(taken).toBe(PAGES + 1);
});

it('answers with every session once, newest first', async () => {
  const { status, text } = await read('/api/v1/checkout');
  expect(status).toBe(200);
  const ids = JSON.parse(text).map(({ id }: { id: string }) => id);
  expect(new Set(ids).size).toBe(SESSIONS);
  expect(ids).toEqual(ids.toSorted().reverse());
});

it('waits for a client that takes nothing, meanwhile serves others, and goes on', async () => {
  const { client } = await askAndWait();
  expect((await read('/api/v1/checkout?limit=1')).status).toBe(200);
  await until(noConnectionHeld, true);
  expect(queries).toBeLessThan((PAGES / 2) * QUERIES_A_PAGE);
  let last = '';
  client.on('data', (chunk) => {
    last = (last + chunk.toString('latin1')).slice(-20);
  });
  client.resume();
  // The closing bracket, and the chunk that ends the answer.
  await until(() => last.endsWith(']\r\n0\r\n\r\n'), true);
  client.destroy();
});

it('stops reading when the client goes', async () => {
  const { client, server } = await askAndWait();
  client.destroy();
  await until(() => server.destroyed, true);
  const atClose = queries;
  expect((await read('/api/v1/checkout?limit=1')).status).toBe(200);
  await until(noConnectionHeld, true);
  // At most the page that was being read then, and the short list.
  expect(queries - atClose).toBeLessThanOrEqual(2 * QUERIES_A_PAGE + 1);
  expect(queries).toBeLessThan((PAGES / 2) * QUERIES_A_PAGE);
});
