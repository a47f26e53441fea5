import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive } from '../store/embedded/processes.ts';
import { createLogger } from '../telemetry/logger.ts';
import { until } from '../testing/until.ts';
import { type DemoShop, type DemoShopOptions, DemoShopStartError, startDemoShop } from './demo-shop.ts';
import { freePort } from './free-port.ts';

const PARENT = fileURLToPath(new URL('../testing/demo-shop-process.ts', import.meta.url));
const output = new PassThrough();
let options: DemoShopOptions;
let logged: string;
let shop: DemoShop | undefined;

beforeEach(async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'opentill-shop-'));
  logged = '';
  output
    .removeAllListeners('data')
    .setEncoding('utf8')
    .on('data', (text) => (logged += text));
  options = {
    port: await freePort(undefined),
    env: {
      OPENTILL_URL: `http://127.0.0.1:${await freePort(undefined)}`,
      OPENTILL_API_KEY: `ck_test_${'k'.repeat(32)}`,
      OPENTILL_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    },
    dataFile: path.join(dataDir, 'demo-shop.json'),
    log: createLogger({ level: 'info', readable: true, output }),
  };
});
afterEach(async () => {
  await shop?.stop();
  shop = undefined;
  await rm(path.dirname(options.dataFile), { recursive: true });
});

const isReachable = (url: string) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

test('the shop is open once it has started, and closed once it was stopped', async () => {
  shop = await startDemoShop(options);
  expect(shop.url).toBe(`http://localhost:${options.port}`);
  expect(await isReachable(shop.url)).toBe(true);
  await shop.stop();
  expect(isAlive(shop.pid)).toBe(false);
  expect(logged).toBe('');
});

test('it ends with the server, also where that was killed', async () => {
  const { log: _, ...rest } = options;
  const parent = spawn(process.execPath, ['--conditions=source', PARENT, JSON.stringify(rest)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
  const { url, pid } = JSON.parse(line) as { url: string; pid: number };
  expect(await isReachable(url)).toBe(true);
  parent.kill('SIGKILL');
  await until(() => isAlive(pid), false);
});

test('what the shop complains of is in the server’s log', async () => {
  shop = await startDemoShop(options);
  const body = new URLSearchParams({ product: 'teapot' });
  const response = await fetch(`${shop.url}/orders`, { method: 'POST', body });
  expect(response.status).toBe(503);
  await until(() => logged.includes('WARN  the demo shop says'), true);
  expect(logged).toContain('connection_failed');
  expect(logged).not.toContain('ck_test_');
});

test('a port that is taken fails the start, in the shop’s own words', async () => {
  const other = createServer().listen(options.port, '127.0.0.1');
  await once(other, 'listening');
  const starting = startDemoShop(options);
  await expect(starting).rejects.toThrow(DemoShopStartError);
  await expect(starting).rejects.toThrow('in use by another program');
  other.close();
});

test('orders that cannot be read fail the start and name the file', async () => {
  await writeFile(options.dataFile, '{');
  await expect(startDemoShop(options)).rejects.toThrow(options.dataFile);
});

test('a shop that has ended by itself is told of and not started again', async () => {
  shop = await startDemoShop(options);
  process.kill(shop.pid, 'SIGKILL');
  await until(() => logged.includes('the demo shop has ended'), true);
  expect(await isReachable(shop.url)).toBe(false);
});
