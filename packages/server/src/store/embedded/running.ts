import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { askOurs } from './connection.ts';
import type { DataDirectory } from './data-directory.ts';
import { DatabaseStartError, PasswordFileError } from './errors.ts';
import { explainExit, logSize, rotateLog } from './log-file.ts';
import { spawnPostmaster, stopPostmaster } from './postmaster.ts';
import { runningPostmaster } from './postmaster-file.ts';
import { isAlive } from './processes.ts';
import { isOwnedBy, takeOwnership } from './reach.ts';
import { prepareSocketDirectory } from './socket-directory.ts';
import type { DatabaseUser } from './user.ts';

/** Crash recovery after a power cut can take its time; it is bounded by `max_wal_size`. */
const START_TIMEOUT_MS = 120_000;
const POLL_MS = 20;
const RETRY_MS = 100;
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

async function retireOtherUsersServer({ directory, user }: Cluster): Promise<void> {
  if (await isOwnedBy(user, directory.cluster)) return;
  const postmaster = await runningPostmaster(directory.cluster);
  if (postmaster && user.credentials.uid !== undefined) await stopPostmaster(postmaster.pid);
  await takeOwnership(user, directory.cluster);
}

async function startNew(cluster: Cluster, timeout: AbortSignal): Promise<RunningPostgres> {
  const { directory, user } = cluster;
  const socketDirectory = await prepareSocketDirectory(user, directory);
  await rotateLog(directory.log);
  while (!timeout.aborted) {
    const logStart = await logSize(directory.log);
    const pid = await tryStart(cluster, socketDirectory, timeout);
    if (pid !== undefined) return { pid, socketDirectory, adopted: false };
    await explainExit(directory.log, logStart);
    await delay(RETRY_MS);
  }
  throw new DatabaseStartError('The database does not come up', '', directory.log);
}

/** Its process id once it answers; undefined if it ended before. On any other failure nothing is left running. */
async function tryStart(
  { directory, user, binaries, password }: Cluster,
  socketDirectory: string,
  timeout: AbortSignal,
): Promise<number | undefined> {
  const postmaster = spawnPostmaster({
    binaries,
    user,
    directory: directory.cluster,
    logPath: directory.log,
    socketDirectory,
    maxConnections: MAX_CONNECTIONS,
    durable: true,
  });
  const { pid } = postmaster;
  if (pid === undefined) return undefined;
  try {
    if (await comesUp({ directory, password }, socketDirectory, pid, timeout)) {
      postmaster.letGo();
      return pid;
    }
  } catch (error) {
    await stopPostmaster(pid);
    throw error;
  }
  await stopPostmaster(pid);
  await postmaster.exited;
  return undefined;
}

type Door = Pick<Cluster, 'directory' | 'password'>;

async function comesUp(door: Door, socketDirectory: string, pid: number, timeout: AbortSignal): Promise<boolean> {
  while (isAlive(pid) && !timeout.aborted) {
    if (await answers(door, socketDirectory)) return true;
    await delay(POLL_MS);
  }
  return false;
}

async function answers({ password, directory }: Door, socketDirectory: string): Promise<boolean> {
  const WRONG_PASSWORD = '28P01';
  const answer = await askOurs(socketDirectory, password);
  if (!(answer instanceof Error)) return answer === 'ready';
  const cause = answer as Error & { code?: string };
  if (cause.code === WRONG_PASSWORD) throw new PasswordFileError(directory.password, { cause });
  throw new DatabaseStartError('The database refuses us', cause.message, directory.log, { cause });
}
