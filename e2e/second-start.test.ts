import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createDataDir, type DevServer, removeDataDir, startDevServer, startRefused } from './dev-server.ts';
import { connectDevnet } from './devnet.ts';
import { freePort } from './ports.ts';
import { processesOf } from './processes.ts';
import { clientOf, createSession, untilStatus } from './sessions.ts';

// Whole servers start and stop here, beside everything else that runs.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let dataDir: string;
let server: DevServer;

beforeAll(async () => {
  dataDir = await createDataDir();
  server = await startDevServer(dataDir);
});
afterAll(() => server.stop().finally(() => removeDataDir(dataDir)));

/** Nothing but a line or two: no stack, no log. */
function expectOneClearLine(log: string): void {
  const lines = log.trim().split('\n');
  expect(lines.length, log).toBeLessThanOrEqual(2);
  expect(log).not.toMatch(/^\s+at /m);
}

test('a second start keeps sessions, key, secret, chain, tokens and addresses', async () => {
  const opentill = clientOf(server);
  const paid = await createSession({ opentill });
  const open = await createSession({ opentill });
  await opentill.test.checkoutSessions.pay(paid.id, { scenario: 'exact' });
  await untilStatus(opentill, paid.id, 'paid');
  const before = await opentill.checkoutSessions.retrieve(paid.id);
  const payersBalance = () => connectDevnet(server.dev).usdcOf(before.address as `0x${string}`);
  expect(await payersBalance()).toBe(50_000_000n);
  const { dev, port, shopUrl } = server;

  await server.stop();
  server = await startDevServer(dataDir, port);
  expect(server.dev).toEqual(dev);
  expect(server.shopUrl).toBe(shopUrl);
  expect(await payersBalance()).toBe(50_000_000n);
  const { confirmations: _grows, ...facts } = before;
  expect(await opentill.checkoutSessions.retrieve(paid.id)).toMatchObject({ ...facts, transfers: expect.anything() });
  await opentill.test.checkoutSessions.pay(open.id, { scenario: 'exact' });
  await untilStatus(opentill, open.id, 'paid');
});

test('a taken port is one clear line and a non-zero exit, and nothing is left behind', async () => {
  const elsewhere = await createDataDir();
  const { exitCode, log } = await startRefused(elsewhere, server.port);
  expect(exitCode).toBe(1);
  expect(log).toContain(`Port ${server.port}`);
  expectOneClearLine(log);
  expect(await readdir(elsewhere)).toEqual([]);
  expect(await processesOf(elsewhere)).toEqual([]);
  await removeDataDir(elsewhere);
});

test('a data directory in use is one clear line with the address of who uses it, who notices nothing', async () => {
  const before = await processesOf(dataDir);
  const { exitCode, log } = await startRefused(dataDir, await freePort());
  expect(exitCode).toBe(1);
  expect(log).toContain(server.url);
  expectOneClearLine(log);
  expect((await processesOf(dataDir)).map(({ pid }) => pid)).toEqual(expect.arrayContaining([server.pid]));
  expect(before.map(({ pid }) => pid)).toContain(server.pid);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
});

test('a server whose log nobody reads any more goes on, and stops cleanly when it is asked to', async () => {
  server.stopReading();
  const opentill = clientOf(server);
  // What is refused and what is paid is logged.
  await fetch(`${server.url}/api/v1/checkout_sessions`, { method: 'POST', body: 'no json' });
  const session = await createSession({ opentill });
  await opentill.test.checkoutSessions.pay(session.id, { scenario: 'reorged' });
  await opentill.test.checkoutSessions.pay(session.id, { scenario: 'exact' });
  await untilStatus(opentill, session.id, 'paid');
  const { port } = server;
  await server.stop();
  server = await startDevServer(dataDir, port);
});
