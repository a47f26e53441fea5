import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { exactNumber } from '../core/exact-number.ts';
import { cleanCommands, startCommand } from '../testing/command.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { createReceiver, type ReceivedRequest, type Receiver } from '../testing/receiver.ts';
import { signedWith } from '../testing/signed-with.ts';
import { createTestShop, type TestShop } from '../testing/test-shop.ts';
import { until } from '../testing/until.ts';

let database: TestDatabase;
let shop: TestShop;
let delivered: Receiver;
let forwarded: Receiver;
beforeAll(async () => {
  database = await createTestDatabase();
  [shop, delivered, forwarded] = await Promise.all([createTestShop(database.url), createReceiver(), createReceiver()]);
  await shop.start();
  await shop.call('POST', '/webhook_endpoints', { url: delivered.url, events: ['*'] });
});
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
afterAll(async () => {
  await cleanCommands();
  await Promise.all([shop.close(), delivered.close(), forwarded.close()]);
  await database.close();
});

const byId = (receiver: Receiver, id: string) =>
  receiver.requests.find(({ headers }) => headers['webhook-id'] === id) as ReceivedRequest;

it('forwards exactly what a delivery carries, waits through a restart of the server, and ends with 0', async () => {
  const listener = startCommand(['listen', '--url', shop.url(), '--forward-to', forwarded.url], {
    OPENTILL_API_KEY: shop.key,
  });
  const [, secret = ''] = await listener.until(/Listening\. Forwarding to \S+, signed with (whsec_\S+)/);

  await shop.createSession();
  await Promise.all([delivered.received(1), forwarded.received(1)]);
  const id = forwarded.requests[0]!.headers['webhook-id']!;
  const [forward, delivery] = [byId(forwarded, id), byId(delivered, id)];
  expect(forward.body).toBe(delivery.body);
  expect(Object.keys(JSON.parse(forward.body))).toEqual(['id', 'type', 'livemode', 'createdAt', 'version', 'data']);
  expect(signedWith(secret, forward.body, forward.headers)).toBe(true);
  const shared = ({ headers: { 'content-type': type, 'user-agent': agent } }: ReceivedRequest) => ({ type, agent });
  expect(shared(forward)).toEqual(shared(delivery));
  await listener.until(new RegExp(`session\\.created +${id} +→ 200`));

  shop.server().signal('SIGTERM');
  expect((await shop.server().ended).code).toBe(0);
  await listener.until(/No server answers at \S+\. Waiting until it is back; Ctrl-C ends this\./);
  await shop.start();
  await listener.until(/The server is there\. Listening\./);
  await shop.createSession();
  await forwarded.received(2);
  expect(forwarded.requests[1]!.headers['webhook-id']).not.toBe(id);

  listener.signal('SIGINT');
  const { code, stdout, stderr } = await listener.ended;
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(2);
  expect(stderr.split('\n').filter((line) => line.startsWith('No server answers'))).toHaveLength(1);
});

it('forwards and prints the numbers in metadata digit for digit, also those that no float holds', async () => {
  const args = ['listen', '--url', shop.url(), '--api-key', shop.key, '--json', '--forward-to', forwarded.url];
  const listener = startCommand(args);
  await listener.until(/Listening\./);
  const numbers = ['1.50', '1e999', '-1E-999', '123456789012345678901234567890.10'];
  const amount = { value: '39.99', currency: 'EUR' };
  const metadata = { numbers: numbers.map(exactNumber) };
  expect((await shop.call('POST', '/checkout_sessions', { amount, metadata })).status).toBe(201);
  const shown = `"metadata":{"numbers":[${numbers.join()}]}`;
  const told = ({ requests }: Receiver) => requests.find(({ body }) => body.includes('"metadata":{"numbers"'))?.body;
  await until(() => [told(delivered), told(forwarded)].every((body) => body !== undefined), true);
  expect(told(delivered)).toContain(shown);
  expect(told(forwarded)).toBe(told(delivered));
  await listener.until(/^\{.*"numbers".*\}$/m);
  expect(listener.stdout()).toContain(shown);
  listener.signal('SIGTERM');
  expect((await listener.ended).code).toBe(0);
});

it('prints JSON lines of the chosen types alone, and goes on when nobody takes them', async () => {
  const args = ['listen', '--url', shop.url(), '--api-key', shop.key, '--json', '--events', 'session.created'];
  const gone = await createReceiver();
  await gone.close();
  const listener = startCommand([...args, '--forward-to', gone.url]);
  await listener.until(/Listening\./);
  await shop.createSession();
  await listener.until(/^\{.*\}$/m);
  const event = JSON.parse(listener.stdout().split('\n')[0]!);
  expect(event).toMatchObject({ object: 'event', type: 'session.created', forwarded: 'failed: ECONNREFUSED' });
  listener.signal('SIGTERM');
  expect((await listener.ended).code).toBe(0);
});

it('says in one line when the key is refused', async () => {
  const listener = startCommand([
    'listen',
    '--url',
    shop.url(),
    '--api-key',
    'ck_test_00000000000000000000000000000000',
  ]);
  const { code, stdout, stderr } = await listener.ended;
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^opentill: The server refused: .+\n$/);
  expect(stderr).not.toContain('ck_test_0');
});

it('needs neither address nor key beside a development server, whose key it gives to no other', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'opentill-listen-'));
  await writeFile(join(directory, 'dev.json'), JSON.stringify({ url: shop.url(), apiKey: shop.key }));
  const variables = { OPENTILL_DATA_DIR: directory };
  const listener = startCommand(['listen'], variables);
  await listener.until(/Listening\./);
  listener.signal('SIGINT');
  expect((await listener.ended).code).toBe(0);

  const elsewhere = await startCommand(['listen', '--url', forwarded.url], variables).ended;
  expect([elsewhere.code, elsewhere.stdout]).toEqual([2, '']);
  expect(elsewhere.stderr).toContain('Give a test key with --api-key');
  await rm(directory, { recursive: true });
});

it('says how to name the server where none answers', async () => {
  const gone = await createReceiver();
  await gone.close();
  const listener = startCommand(['listen', '--url', new URL(gone.url).origin, '--api-key', shop.key]);
  await listener.until(/No server answers at \S+\. .* If it is elsewhere, say where with --url\./);
  listener.signal('SIGINT');
  expect((await listener.ended).code).toBe(0);
});
