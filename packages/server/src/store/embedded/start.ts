import { rmdir } from 'node:fs/promises';
import { findBinaries } from './binaries.ts';
import { clusterExists, createCluster } from './cluster.ts';
import { DATABASE_NAME, socketUrl } from './connection.ts';
import { type DataDirectory, prepareDataDirectory } from './data-directory.ts';
import { type Lock, lock, tryLock } from './lock.ts';
import { databasePassword } from './password.ts';
import { stopPostmaster } from './postmaster.ts';
import { runningPostmaster } from './postmaster-file.ts';
import { checkReachable } from './reach.ts';
import { type Cluster, ensureRunning, type RunningPostgres } from './running.ts';
import { type DatabaseUser, type DatabaseUserOptions, databaseUser } from './user.ts';
import { type Fall, watch } from './watch.ts';

/** Longer than a start or a stop may take. */
const LOCK_TIMEOUT_MS = 180_000;

/** What the supervisor tells; a pino logger is one. */
export interface SupervisorLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface EmbeddedPostgresOptions extends DatabaseUserOptions {
  readonly dataDir: string;
  readonly log: SupervisorLog;
  /** Called when the database ended by itself, before it is started again. */
  readonly onExit?: (fall: Fall) => void;
}

export interface EmbeddedPostgres {
  /** For `createPool`; stays the same when the database is started again. It holds the password: never log it. */
  readonly connectionString: string;
  /** Absolute, symbolic links resolved. */
  readonly dataDir: string;
  /** The process id of the database now. */
  readonly pid: number;
  /** Whether it was running before us. */
  readonly adopted: boolean;
  /** Leaves the database; the last one out stops it. Close the pools first. */
  stop(): Promise<void>;
}

/**
 * The private PostgreSQL of a data directory: made on the first start, adopted where it still runs, started otherwise, started again
 * when it falls.
 * @throws EmbeddedPostgresError one of its classes, each with a `remedy`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const directory = await prepareDataDirectory(options.dataDir);
  const user = databaseUser(options);
  checkReachable(user, directory.path);
  const started = await underLock(directory, async () => {
    const cluster = await prepareCluster(directory, user);
    const users = await lock(directory.usersLock, 'shared', LOCK_TIMEOUT_MS);
    const running = await ensureRunning(cluster).catch((error: unknown) => {
      users.release();
      throw error;
    });
    return { cluster, users, running };
  });
  return supervise(started, options);
}

async function prepareCluster(directory: DataDirectory, user: DatabaseUser): Promise<Cluster> {
  const exists = await clusterExists(directory.cluster);
  const binaries = await findBinaries(user, directory.path);
  const password = await databasePassword(directory.password, exists);
  if (!exists) await createCluster({ binaries, user, directory: directory.cluster, password, durable: true });
  return { directory, user, binaries, password };
}

interface Started {
  readonly cluster: Cluster;
  readonly users: Lock;
  readonly running: RunningPostgres;
}

function supervise(
  { cluster, users, running: first }: Started,
  { log, onExit }: EmbeddedPostgresOptions,
): EmbeddedPostgres {
  let running = first;
  let stopped: Promise<void> | undefined;
  const tell = () => log.info({ pid: running.pid }, running.adopted ? 'database adopted' : 'database started');
  tell();
  const endWatch = watch({
    pid: () => running.pid,
    revive: async () => {
      running = await underLock(cluster.directory, () => ensureRunning(cluster));
      tell();
    },
    onFall: (fall) => {
      log.error(fall, 'database ended by itself, starting it again');
      onExit?.(fall);
    },
    onReviveFailed: (error) => log.error({ err: error }, 'database could not be started again'),
  });
  return {
    connectionString: socketUrl(first.socketDirectory, cluster.password, DATABASE_NAME),
    dataDir: cluster.directory.path,
    adopted: first.adopted,
    get pid() {
      return running.pid;
    },
    stop: () => {
      stopped ??= endWatch().then(() => underLock(cluster.directory, () => leave(cluster.directory, users)));
      return stopped;
    },
  };
}

async function leave(directory: DataDirectory, users: Lock): Promise<void> {
  users.release();
  const alone = tryLock(directory.usersLock, 'exclusive');
  if (!alone) return;
  try {
    const postmaster = await runningPostmaster(directory.cluster);
    if (!postmaster) return;
    await stopPostmaster(postmaster.pid);
    // Next to others' files nothing of ours is left behind; in the data directory it may stay.
    if (postmaster.socketDirectory !== directory.socket) await rmdir(postmaster.socketDirectory).catch(() => {});
  } finally {
    alone.release();
  }
}

async function underLock<T>(directory: DataDirectory, work: () => Promise<T>): Promise<T> {
  const held = await lock(directory.databaseLock, 'exclusive', LOCK_TIMEOUT_MS);
  try {
    return await work();
  } finally {
    held.release();
  }
}
