import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const ENV = {
  PORT: '0',
  OPENTILL_URL: 'http://127.0.0.1:9',
  OPENTILL_API_KEY: `ck_test_${'k'.repeat(32)}`,
  OPENTILL_WEBHOOK_SECRET: `whsec_${'s'.repeat(32)}`,
};

const run = (env: NodeJS.ProcessEnv) =>
  spawn(process.execPath, ['--conditions=source', MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });

async function runToItsEnd(env: NodeJS.ProcessEnv) {
  const child = run(env);
  const [complaint, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { complaint, exitCode };
}

test('run by hand, it says where it is, and ends by SIGTERM', async () => {
  const child = run(ENV);
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const [url = ''] = /http:\S+/.exec(line) ?? [];
  expect(await (await fetch(url)).text()).toContain('Leaf &amp; Kettle');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('what is missing in its environment is said in one line', async () => {
  const { complaint, exitCode } = await runToItsEnd({ ...ENV, OPENTILL_API_KEY: '' });
  expect(exitCode).toBe(1);
  expect(complaint.trim()).toBe(
    'The shop cannot open: OPENTILL_API_KEY is missing: a key made by `opentill keys create`.',
  );
});

test('a port that is taken is said in one line', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { complaint, exitCode } = await runToItsEnd({ ...ENV, PORT: String((other.address() as AddressInfo).port) });
  other.close();
  expect(exitCode).toBe(1);
  expect(complaint.trim().split('\n')).toEqual([expect.stringContaining('in use by another program')]);
});
