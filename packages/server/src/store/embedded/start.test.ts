import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { type Kind, kinds, query, supervisors } from '../../testing/supervisor.ts';
import { ended, isAlive } from './processes.ts';

const { makeDirectory, start, clean } = supervisors();
afterAll(clean);

async function startWithRow(kind: Kind) {
  const dataDir = join(await makeDirectory(kind), 'data');
  const first = await start(dataDir, kind);
  await query(first.connectionString, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('acknowledged')");
  return { dataDir, first, pid: first.pid! };
}

const rows = (connectionString: string | undefined) => query(connectionString, 'SELECT word FROM kept');
const kept = [{ word: 'acknowledged' }];

/** Waits until the database answers again. */
const rowsAgain = (connectionString: string | undefined) =>
  vi.waitFor(() => rows(connectionString), { timeout: 20_000, interval: 50 });

describe.each(kinds)('the embedded database, started by %s', (kind) => {
  test('stops with its server and keeps its rows until the next start', async () => {
    const { dataDir, first, pid } = await startWithRow(kind);
    await first.stop();
    expect(isAlive(pid)).toBe(false);
    const second = await start(dataDir, kind);
    expect(second.adopted).toBe(false);
    expect(await rows(second.connectionString)).toEqual(kept);
    await second.stop();
  });

  test('outlives a killed server and is adopted, rows and all, by the next, which stops it', async () => {
    const { dataDir, first, pid } = await startWithRow(kind);
    await first.kill();
    expect(await rows(first.connectionString)).toEqual(kept);
    const second = await start(dataDir, kind);
    expect(second).toMatchObject({ adopted: true, pid, connectionString: first.connectionString });
    expect(await rows(second.connectionString)).toEqual(kept);
    await second.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test('is started again, rows kept, at the same address, when it is killed itself', async () => {
    const { first, pid } = await startWithRow(kind);
    process.kill(pid, 'SIGKILL');
    await ended(pid, 10_000);
    expect(await rowsAgain(first.connectionString)).toEqual(kept);
    expect(first.logged()).toContain('database ended by itself');
    await first.stop();
    await expect(rows(first.connectionString)).rejects.toThrow();
  });

  test('is also started again by a server that had adopted it', async () => {
    const { dataDir, first, pid } = await startWithRow(kind);
    await first.kill();
    const second = await start(dataDir, kind);
    process.kill(pid, 'SIGKILL');
    await ended(pid, 10_000);
    expect(await rowsAgain(second.connectionString)).toEqual(kept);
    await second.stop();
  });

  test('recovers when server and database were both killed', async () => {
    const { dataDir, first, pid } = await startWithRow(kind);
    await first.kill();
    process.kill(pid, 'SIGKILL');
    await ended(pid, 10_000);
    const second = await start(dataDir, kind);
    expect(second.adopted).toBe(false);
    expect(await rows(second.connectionString)).toEqual(kept);
    await second.stop();
  });
});

test('two processes that use one database leave it running until the last has gone', async () => {
  const { dataDir, first, pid } = await startWithRow(kinds[0]);
  const second = await start(dataDir);
  expect(second).toMatchObject({ adopted: true, pid });
  await first.stop();
  expect(await rows(second.connectionString)).toEqual(kept);
  await second.stop();
  expect(isAlive(pid)).toBe(false);
});

test('two processes that start at the same moment on an empty directory share one database', async () => {
  const dataDir = join(await makeDirectory(), 'data');
  const [first, second] = await Promise.all([start(dataDir), start(dataDir)]);
  expect(first.pid).toBe(second.pid);
  expect([first.adopted, second.adopted].sort()).toEqual([false, true]);
  await Promise.all([first.stop(), second.stop()]);
  expect(isAlive(first.pid!)).toBe(false);
});

test('an interrupt that a terminal sends to the server’s whole process group does not reach the database', async () => {
  const { first, pid } = await startWithRow(kinds[0]);
  process.kill(-first.child.pid!, 'SIGINT');
  await ended(first.child.pid!, 10_000);
  expect(await rows(first.connectionString)).toEqual(kept);
  expect(isAlive(pid)).toBe(true);
});

test('neither the password nor a customer’s data reaches a log', async () => {
  const { dataDir, first } = await startWithRow(kinds[0]);
  await expect(query(first.connectionString, "SELECT 'customer@example.com'::int")).rejects.toThrow('invalid input');
  await first.stop();
  const log = first.logged() + (await readFile(join(dataDir, 'postgres.log'), 'utf8'));
  const password = (await readFile(join(dataDir, 'postgres.password'), 'utf8')).trim();
  expect(log).toContain('database started');
  expect(log).not.toContain(password);
  expect(log).not.toContain('SELECT');
});
