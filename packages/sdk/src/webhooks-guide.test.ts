import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webhooks } from './index.ts';

const guide = readFileSync(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8');
const RECEIVER = /With nothing but Node[\s\S]*?```js\n([\s\S]*?)```/.exec(guide)![1]!;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** Shows one session to one key. */
const opentill = createServer((request, response) => {
  const isKnown =
    request.url === '/api/v1/checkout_sessions/cs_2' && request.headers.authorization === 'Bearer ck_test_1';
  response.writeHead(isKnown ? 200 : 404).end(JSON.stringify({ id: 'cs_2', metadata: { orderId: 'order-2' } }));
});

let receiver: ChildProcess;
let lines: AsyncIterator<string>;
let url: string;

/** The page's own text, run as a merchant would. */
beforeAll(async () => {
  opentill.listen(0, '127.0.0.1');
  await once(opentill, 'listening');
  const origin = `http://127.0.0.1:${(opentill.address() as AddressInfo).port}`;
  const env = { ...process.env, WEBHOOK_SECRET: SECRET, PORT: '0', OPENTILL: origin, KEY: 'ck_test_1' };
  const child = spawn(process.execPath, ['--input-type=module', '--eval', RECEIVER], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  receiver = child;
  lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  url = `http://127.0.0.1:${/\d+$/.exec((await lines.next()).value)?.[0]}`;
});
afterAll(async () => {
  opentill.close();
  if (receiver.exitCode !== null) return;
  receiver.kill('SIGKILL');
  await once(receiver, 'exit');
});

const post = async (body: string, headers: Record<string, string>) =>
  (await fetch(url, { method: 'POST', body, headers })).status;

/** What one who knows either signature alone would send. */
const signed = (orderId: string) => signedEvent('session.paid', { id: 'cs_1', metadata: { orderId } });

type EventType = Parameters<typeof webhooks.signTestEvent>[0]['type'];

async function signedEvent(type: EventType, data: object) {
  const { body, headers } = await webhooks.signTestEvent({ type, data }, SECRET);
  const name = Object.keys(headers).find((each) => each.toLowerCase() === 'x-webhook-signature')!;
  return { body, header: headers[name as keyof typeof headers] as string };
}

describe('docs/webhooks.md: the receiver with nothing but Node', () => {
  it.each([
    ['no signature', {}],
    ['an empty one', { 'x-webhook-signature': '' }],
    ['one without fields', { 'x-webhook-signature': 'nonsense' }],
    ['no number for a time', { 'x-webhook-signature': 't=now,v1=00' }],
    ['a field without a value', { 'x-webhook-signature': `t=${Math.floor(Date.now() / 1000)},v1` }],
  ])('refuses %s and lives on', async (_what, headers) => {
    expect(await post('{}', headers)).toBe(400);
  });

  it('takes what is signed, and not with another body', async () => {
    const { body, header } = await signed('order-1');
    expect(await post(body.replace('order-1', 'order-2'), { 'x-webhook-signature': header })).toBe(400);
    expect(await post(body, { 'x-webhook-signature': header })).toBe(204);
    expect((await lines.next()).value).toBe('session.paid order-1');
  });

  it('finds the order of money that does not count by its session', async () => {
    const { body, header } = await signedEvent('unexpected_transfer.created', { id: 'tr_1', sessionId: 'cs_2' });
    expect(await post(body, { 'x-webhook-signature': header })).toBe(204);
    expect((await lines.next()).value).toBe('unexpected_transfer.created order-2');
  });
});
