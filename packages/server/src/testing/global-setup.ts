import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createPool } from '../store/database.ts';
import { findBinaries } from '../store/embedded/binaries.ts';
import { createCluster, giveTo } from '../store/embedded/cluster.ts';
import { ask, socketUrl } from '../store/embedded/connection.ts';
import { spawnPostmaster } from '../store/embedded/postmaster.ts';
import { databaseUser } from '../store/embedded/user.ts';
import { migrate } from '../store/migrate.ts';
import { TEMPLATE } from './template.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where databases are made: the run's own PostgreSQL, connected to its `postgres` database. */
    postgresUrl: string;
    /** For files of tests: removed with the run, however it ends. Everyone may enter it. */
    runDirectory: string;
  }
}

/** One private PostgreSQL for the whole run, gone with it however the run ends. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'opentill-test-'));
  await chmod(directory, 0o711);
  const password = randomBytes(16).toString('hex');
  const { postmaster, url } = await startServer(directory, password);
  if (postmaster.pid === undefined) throw new Error('The tests’ PostgreSQL did not start');
  const undertaker = followToTheGrave(postmaster.pid, directory);
  await untilReady(url('postgres'), postmaster.exited);
  postmaster.letGo();
  await createTemplate(url);
  project.provide('postgresUrl', url('postgres'));
  project.provide('runDirectory', directory);
  return async () => {
    undertaker.stdin.end();
    await undertaker.done;
  };
}

async function startServer(directory: string, password: string) {
  const user = databaseUser();
  const binaries = await findBinaries(user, directory);
  const data = join(directory, 'data');
  const socketDirectory = join(directory, 's');
  await mkdir(socketDirectory, { mode: 0o700 });
  await giveTo(user, socketDirectory);
  await createCluster({ binaries, user, directory: data, password, durable: false });
  const postmaster = spawnPostmaster({
    binaries,
    user,
    directory: data,
    logPath: join(directory, 'log'),
    socketDirectory,
    maxConnections: 200,
    durable: false,
  });
  return { postmaster, url: (database: string) => socketUrl(socketDirectory, password, database) };
}

/** A process that waits for the end of its input, which comes also when we are killed, then ends the database and removes its files. */
function followToTheGrave(pid: number, directory: string) {
  const script =
    'cat >/dev/null; kill -INT "$1"; i=0; while kill -0 "$1" 2>/dev/null && [ $i -lt 200 ]; do sleep 0.05; i=$((i+1)); done; rm -rf -- "$2"';
  const child = spawn('/bin/sh', ['-c', script, 'sh', String(pid), directory], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  return { stdin: child.stdin, done: new Promise<void>((resolve) => child.once('exit', () => resolve())) };
}

async function untilReady(url: string, exited: Promise<void>): Promise<void> {
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  while (!gone) {
    const answer = await ask(url);
    if (answer === 'ready') return;
    if (answer instanceof Error) throw answer;
    await delay(20);
  }
  throw new Error('The tests’ PostgreSQL did not start');
}

async function createTemplate(url: (database: string) => string): Promise<void> {
  const client = new pg.Client({ connectionString: url('postgres') });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  const pool = createPool({ connectionString: url(TEMPLATE), max: 1 });
  await migrate(pool);
  await pool.end();
}
