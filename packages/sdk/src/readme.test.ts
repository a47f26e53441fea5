import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { webhooks } from './index.ts';

const EXAMPLE = fileURLToPath(new URL('../examples/receiver.mjs', import.meta.url));
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

let receiver: ChildProcess | undefined;
afterEach(async () => {
  if (!receiver || receiver.exitCode !== null) return;
  receiver.kill('SIGKILL');
  await once(receiver, 'exit');
});

function spawnReceiver(env: NodeJS.ProcessEnv): ChildProcessByStdio<null, Readable, Readable> {
  const child = spawn(process.execPath, ['--conditions=source', EXAMPLE], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  receiver = child;
  return child;
}

/** Runs the example as a merchant would; gives its lines as they come. */
function startReceiver(): AsyncIterator<string> {
  return createInterface({ input: spawnReceiver({ WEBHOOK_SECRET: SECRET }).stdout })[Symbol.asyncIterator]();
}

function paid(version: number) {
  const data = { id: 'cs_1', metadata: { orderId: `told-by-${version}` } };
  return webhooks.signTestEvent({ type: 'session.paid', version, data }, SECRET);
}

describe('the README’s receiver', () => {
  it('is the example that lies beside it', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    expect(readme).toContain(readFileSync(EXAMPLE, 'utf8'));
  });

  it('runs: takes genuine events once, drops older ones and refuses forged ones', async () => {
    const lines = startReceiver();
    const port = /\d+$/.exec((await lines.next()).value)?.[0];
    const post = async ({ body, headers }: { body: string; headers: Record<string, string> }) =>
      (await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body, headers })).status;
    expect(await post(await paid(2))).toBe(204);
    expect((await lines.next()).value).toBe('session.paid told-by-2');
    expect(await post(await paid(1))).toBe(204);
    const forged = await paid(3);
    expect(await post({ ...forged, body: forged.body.replace('told-by-3', 'forged') })).toBe(400);
    expect(await post(await paid(4))).toBe(204);
    expect((await lines.next()).value).toBe('session.paid told-by-4');
  });

  it('drops a refund’s event that comes after a later one', async () => {
    const lines = startReceiver();
    const port = /\d+$/.exec((await lines.next()).value)?.[0];
    for (const [type, version] of [
      ['refund.confirmed', 4],
      ['refund.sent', 3],
      ['refund.confirmed', 5],
    ] as const) {
      const data = { id: 're_1', version, metadata: { orderId: `told-by-${version}` } };
      const { body, headers } = await webhooks.signTestEvent({ type, version: null, data }, SECRET);
      expect((await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body, headers })).status).toBe(204);
    }
    expect((await lines.next()).value).toBe('refund.confirmed told-by-4');
    expect((await lines.next()).value).toBe('refund.confirmed told-by-5');
  });

  it('does not start without its secret, and says what is missing', async () => {
    const child = spawnReceiver({ WEBHOOK_SECRET: undefined });
    const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(code).toBe(1);
    expect(complaint).toContain('Set WEBHOOK_SECRET');
  });
});
