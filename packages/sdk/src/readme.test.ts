import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
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

/** Runs the example as a merchant would; gives its lines as they come. */
function startReceiver(): AsyncIterator<string> {
  const env = { ...process.env, WEBHOOK_SECRET: SECRET, PORT: '0' };
  const child = spawn(process.execPath, ['--conditions=source', EXAMPLE], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  receiver = child;
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
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
});
