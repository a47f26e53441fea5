import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { inject } from 'vitest';
import { ended, isAlive } from '../store/embedded/processes.ts';
import { databaseUser } from '../store/embedded/user.ts';
import { enterableCheckout } from './enterable-checkout.ts';
import type { ProcessOptions, ProcessReport } from './supervisor-process.ts';

export const isRoot = process.getuid?.() === 0;

/** The users that the supervisor must work for: whoever runs the tests and, where that is root, somebody without privileges too. */
export const kinds = isRoot ? (['root', 'an unprivileged user'] as const) : (['an unprivileged user'] as const);
export type Kind = (typeof kinds)[number];

export interface Supervisor extends ProcessReport {
  readonly child: ChildProcess;
  /** Everything it logged so far. */
  readonly logged: () => string;
  /** `kill -9`. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Data directories and processes of one test file; `clean` ends and removes all of them. */
export function supervisors() {
  const directories: string[] = [];
  const started: Supervisor[] = [];

  async function makeDirectory(kind: Kind = kinds[0]): Promise<string> {
    const directory = await mkdtemp(join(inject('runDirectory'), 'supervisor-'));
    directories.push(directory);
    await chmod(directory, 0o711);
    const { uid, gid } = credentials(kind);
    if (uid !== undefined && gid !== undefined) await chown(directory, uid, gid);
    return directory;
  }

  async function start(dataDir: string, kind: Kind = kinds[0], options: ProcessOptions = {}): Promise<Supervisor> {
    const supervisor = await run(dataDir, kind, options);
    started.push(supervisor);
    return supervisor;
  }

  async function clean(): Promise<void> {
    for (const { child, pid } of started) {
      child.kill('SIGKILL');
      if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGQUIT');
    }
    for (const directory of directories) {
      await endDatabase(join(directory, 'data/postgres'));
      await rm(directory, { recursive: true, force: true });
    }
  }

  return { makeDirectory, start, clean };
}

async function endDatabase(cluster: string): Promise<void> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (pid > 1 && isAlive(pid)) {
    process.kill(pid, 'SIGQUIT');
    await ended(pid, 10_000);
  }
}

/** What to spawn a process with so that it runs as that kind of user. */
export function credentials(kind: Kind): { uid?: number; gid?: number } {
  return isRoot && kind !== 'root' ? databaseUser().credentials : {};
}

async function run(dataDir: string, kind: Kind, options: ProcessOptions): Promise<Supervisor> {
  const { node, program } = await enterableCheckout(credentials(kind), 'supervisor-process.ts');
  const child = spawn(node, [program, dataDir, JSON.stringify(options)], {
    ...credentials(kind),
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const exited = once(child, 'exit');
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), exited.then(() => [''])]);
  if (!line) throw new Error(`The supervisor's process ended: ${said}`);
  const end = async (act: () => void) => {
    act();
    await exited;
  };
  return {
    ...(JSON.parse(String(line)) as ProcessReport),
    child,
    logged: () => said,
    kill: () => end(() => child.kill('SIGKILL')),
    stop: () => end(() => child.stdin.end()),
  };
}

/** One statement over a connection of its own. */
export async function query(connectionString: string | undefined, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
