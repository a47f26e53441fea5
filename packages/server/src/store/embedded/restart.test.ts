import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test, vi } from 'vitest';
import { credentials, query, supervisors } from '../../testing/supervisor.ts';
import { ended } from './processes.ts';
import { waitBefore } from './watch.ts';

const { makeDirectory, start, clean } = supervisors();
afterAll(clean);

const makeData = async () => join(await makeDirectory(), 'data');
const postmasterFile = (dataDir: string) => join(dataDir, 'postgres/postmaster.pid');
const answer = (connectionString: string | undefined) => query(connectionString, 'SELECT 1 AS one');

test('a stale postmaster.pid whose process id belongs to another program by now keeps no database from starting', async () => {
  const dataDir = await makeData();
  const first = await start(dataDir);
  await first.kill();
  const stale = await readFile(postmasterFile(dataDir), 'utf8');
  process.kill(first.pid!, 'SIGKILL');
  await ended(first.pid!, 10_000);
  const stranger = spawn('sleep', ['600'], credentials('an unprivileged user'));
  await once(stranger, 'spawn');
  await writeFile(postmasterFile(dataDir), stale.replace(/^\d+/, String(stranger.pid)));
  const second = await start(dataDir);
  expect(second).toMatchObject({ adopted: false });
  expect(await answer(second.connectionString)).toEqual([{ one: 1 }]);
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  stranger.kill();
  await second.stop();
});

test('a killed database is not started again beside a process of its own that still works on the files', async () => {
  const { connectionString, pid, logged, stop } = await start(await makeData());
  const client = new pg.Client({ connectionString });
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const backend = rows[0]!.pid;
  process.kill(backend, 'SIGSTOP');
  process.kill(pid!, 'SIGKILL');
  await vi.waitFor(() => expect(logged()).toContain('database ended by itself'), 10_000);
  await expect(answer(connectionString)).rejects.toThrow();
  expect(logged().match(/database started/g)).toHaveLength(1);
  process.kill(backend, 'SIGCONT');
  await vi.waitFor(() => expect(logged().match(/database started/g)).toHaveLength(2), 20_000);
  expect(await answer(connectionString)).toEqual([{ one: 1 }]);
  await client.end().catch(() => {});
  await stop();
});

test('falls in a row are answered at once, then after waits that double up to ten seconds', () => {
  expect([1, 2, 3, 4, 5, 9, 10, 50].map(waitBefore)).toEqual([0, 100, 200, 400, 800, 10_000, 10_000, 10_000]);
});
