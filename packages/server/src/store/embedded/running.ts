import { readFile, rename, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { lastLine } from './cluster.ts';
import { askOurs } from './connection.ts';
import type { DataDirectory } from './data-directory.ts';
import { DatabaseStartError, PasswordFileError } from './errors.ts';
import { spawnPostmaster } from './postmaster.ts';
import { runningPostmaster } from './postmaster-file.ts';
import { ended, isAlive } from './processes.ts';
import { isOwnedBy, takeOwnership } from './reach.ts';
import { prepareSocketDirectory } from './socket-directory.ts';
import type { DatabaseUser } from './user.ts';

/** Crash recovery after a power cut can take its time; it is bounded by `max_wal_size`. */
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 60_000;
const POLL_MS = 10;
const LOG_LIMIT_BYTES = 1_000_000;
const MAX_CONNECTIONS = 100;

/** Everything that it takes to run one database. */
export interface Cluster {
  readonly directory: DataDirectory;
  readonly binaries: Binaries;
  readonly user: DatabaseUser;
  readonly password: string;
}

export interface RunningPostgres {
  readonly pid: number;
  readonly socketDirectory: string;
  /** It was there before us: left by a killed server, or in use by another process. */
  readonly adopted: boolean;
}

/**
 * The database, up and answering: the one that runs on these files, or a new one. Call it under the database lock.
 * @throws DatabaseStartError, PasswordFileError, DataDirectoryOwnerError, SocketDirectoryError
 */
export async function ensureRunning(cluster: Cluster): Promise<RunningPostgres> {
  const timeout = AbortSignal.timeout(START_TIMEOUT_MS);
  await retireOtherUsersServer(cluster);
  while (!timeout.aborted) {
    const postmaster = await runningPostmaster(cluster.directory.cluster);
    if (!postmaster) return startNew(cluster, timeout);
    if (await answers(cluster, postmaster.socketDirectory)) return { ...postmaster, adopted: true };
    await delay(POLL_MS);
  }
  throw new DatabaseStartError('The database that runs here does not answer', '', cluster.directory.log);
}

/** Ends it: open transactions roll back, then a last checkpoint (`fast`); if that takes too long, at once (`immediate`). */
export async function stopPostmaster(pid: number): Promise<void> {
  signal(pid, 'SIGINT');
  if (await ended(pid, STOP_TIMEOUT_MS)) return;
  signal(pid, 'SIGQUIT');
  await ended(pid, STOP_TIMEOUT_MS);
}

async function retireOtherUsersServer({ directory, user }: Cluster): Promise<void> {
  if (await isOwnedBy(user, directory.cluster)) return;
  const postmaster = await runningPostmaster(directory.cluster);
  if (postmaster && user.credentials.uid !== undefined) await stopPostmaster(postmaster.pid);
  await takeOwnership(user, directory.cluster);
}

async function startNew(cluster: Cluster, timeout: AbortSignal): Promise<RunningPostgres> {
  const { directory, user, binaries } = cluster;
  const socketDirectory = await prepareSocketDirectory(user, directory);
  await rotateLog(directory.log);
  while (!timeout.aborted) {
    const { pid, exited } = spawnPostmaster({
      binaries,
      user,
      directory: directory.cluster,
      logPath: directory.log,
      socketDirectory,
      maxConnections: MAX_CONNECTIONS,
      durable: true,
    });
    if (pid !== undefined && (await comesUp(cluster, socketDirectory, pid, timeout))) {
      return { pid, socketDirectory, adopted: false };
    }
    await exited;
    await explainExit(directory.log);
    await delay(POLL_MS * 10);
  }
  throw new DatabaseStartError('The database does not come up', await lastWords(directory.log), directory.log);
}

async function comesUp(cluster: Cluster, socketDirectory: string, pid: number, timeout: AbortSignal): Promise<boolean> {
  while (isAlive(pid) && !timeout.aborted) {
    if (await answers(cluster, socketDirectory)) return true;
    await delay(POLL_MS);
  }
  return false;
}

async function answers({ password, directory }: Cluster, socketDirectory: string): Promise<boolean> {
  const answer = await askOurs(socketDirectory, password);
  if (!(answer instanceof Error)) return answer === 'ready';
  const WRONG_PASSWORD = '28P01';
  if ((answer as { code?: string }).code === WRONG_PASSWORD)
    throw new PasswordFileError(directory.password, { cause: answer });
  throw new DatabaseStartError('The database refuses us', answer.message, directory.log, { cause: answer });
}

/** Returns only where trying again helps: processes of a killed predecessor that are still on their way out. */
async function explainExit(logPath: string): Promise<void> {
  const words = await lastWords(logPath);
  if (/shared memory block|lock file/.test(words)) return;
  throw new DatabaseStartError('The database did not start', words, logPath);
}

/** The last fatal line, without its time stamp. */
async function lastWords(logPath: string): Promise<string> {
  const text = await readFile(logPath, 'utf8').catch(() => '');
  const fatal = text.split('\n').filter((line) => /FATAL|PANIC/.test(line));
  return (fatal.at(-1) ?? lastLine(text)).replace(/^.*?(FATAL|PANIC): +/, '');
}

async function rotateLog(path: string): Promise<void> {
  const size = await stat(path).then(
    (file) => file.size,
    () => 0,
  );
  if (size > LOG_LIMIT_BYTES) await rename(path, `${path}.1`);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
