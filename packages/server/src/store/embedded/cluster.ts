import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { DatabaseStartError, DataVersionError, UnlistedUserError } from './errors.ts';
import type { DatabaseUser } from './user.ts';

/** The major version of PostgreSQL that the packages bring. */
const MAJOR_VERSION = '18';
export const SUPERUSER = 'opentill';

export interface ClusterOptions {
  readonly binaries: Binaries;
  readonly user: DatabaseUser;
  /** Where the files of the database are or shall be. */
  readonly directory: string;
  readonly password: string;
  readonly durable: boolean;
}

/**
 * Whether the database's files are there.
 * @throws DataVersionError when another major version wrote them.
 */
export async function clusterExists(directory: string): Promise<boolean> {
  const version = await readFile(join(directory, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (version === undefined || version.trim() === MAJOR_VERSION) return version !== undefined;
  throw new DataVersionError(directory, version.trim(), MAJOR_VERSION);
}

/**
 * Makes the database's files. They get their name only when complete, so that a crash in the middle leaves nothing that looks like a
 * database.
 */
export async function createCluster({ binaries, user, directory, password, durable }: ClusterOptions): Promise<void> {
  const draft = `${directory}.new`;
  const passwordFile = `${directory}.pw`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    for (const path of [draft, passwordFile]) await giveTo(user, path);
    await runInitdb(binaries, user, initdbArguments(draft, passwordFile, durable));
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, directory);
  // Else a power cut could take the name back after rows were acknowledged.
  await syncDirectory(dirname(directory));
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory);
  await handle.sync();
  await handle.close();
}

function initdbArguments(directory: string, passwordFile: string, durable: boolean): string[] {
  return [
    `--pgdata=${directory}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order of text on every machine, whatever its C library or ICU say.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    ...(durable ? [] : ['--no-sync']),
  ];
}

async function runInitdb(binaries: Binaries, user: DatabaseUser, args: string[]): Promise<void> {
  const child = spawn(binaries.initdb, args, {
    ...user.credentials,
    cwd: '/',
    env: binaries.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return;
  if (/could not look up effective user ID/.test(said)) {
    throw new UnlistedUserError(user.credentials.uid ?? process.getuid?.() ?? 0);
  }
  throw new DatabaseStartError('The database could not be created', lastLine(said));
}

export async function giveTo({ credentials: { uid, gid } }: DatabaseUser, path: string): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
