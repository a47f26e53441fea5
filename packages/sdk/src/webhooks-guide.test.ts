import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webhooks } from './index.ts';

const guide = readFileSync(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8');
const RECEIVER = /With nothing but Node[\s\S]*?```js\n([\s\S]*?)```/.exec(guide)![1]!;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

let receiver: ChildProcess;
let lines: AsyncIterator<string>;
let url: string;

/** The page's own text, run as a merchant would. */
beforeAll(async () => {
  const env = { ...process.env, WEBHOOK_SECRET: SECRET, PORT: '0' };
  const child = spawn(process.execPath, ['--input-type=module', '--eval', RECEIVER], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  receiver = child;
  lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  url = `http://127.0.0.1:${/\d+$/.exec((await lines.next()).value)?.[0]}`;
});
afterAll(async () => {
  if (receiver.exitCode !== null) return;
  receiver.kill('SIGKILL');
  await once(receiver, 'exit');
});

const post = async (body: string, headers: Record<string, string>) =>
  (await fetch(url, { method: 'POST', body, headers })).status;

/** What one who knows either signature alone would send. */
async function signed(orderId: string) {
  const data = { id: 'cs_1', metadata: { orderId } };
  const { body, headers } = await webhooks.signTestEvent({ type: 'session.paid', data }, SECRET);
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
});
