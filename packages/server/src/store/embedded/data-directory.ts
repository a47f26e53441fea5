import { constants } from 'node:fs';
import { access, chmod, mkdir, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DataDirectoryUnwritableError } from './errors.ts';

/** Where what lies in a data directory. */
export interface DataDirectory {
  readonly path: string;
  /** PostgreSQL's own files; they belong to the database's user. */
  readonly cluster: string;
  readonly socket: string;
  readonly password: string;
  readonly log: string;
  /** Held by the one Opentill server that works here. */
  readonly serverLock: string;
  readonly serverRecord: string;
  /** Held for the moments in which the database is made, started, adopted or stopped. */
  readonly databaseLock: string;
  /** Shared by every process that uses the database: whoever gets it alone is the last one out. */
  readonly usersLock: string;
}

/**
 * Makes the directory, or checks the one that is there.
 * @throws DataDirectoryUnwritableError
 */
export async function prepareDataDirectory(dataDir: string): Promise<DataDirectory> {
  const wanted = resolve(dataDir);
  try {
    const firstMade = await mkdir(wanted, { recursive: true });
    if (firstMade) await openFrom(firstMade, wanted);
    await mkdir(join(wanted, 'locks'), { recursive: true, mode: 0o700 });
    await access(wanted, constants.W_OK);
  } catch (cause) {
    throw new DataDirectoryUnwritableError(wanted, { cause });
  }
  return layout(await realpath(wanted));
}

/** As root the database's user passes through the directories on the way to its own, whatever the umask says; it cannot list them. */
async function openFrom(first: string, last: string): Promise<void> {
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  for (let path = last; path.length >= first.length; path = dirname(path)) await chmod(path, mode);
}

function layout(path: string): DataDirectory {
  return {
    path,
    cluster: join(path, 'postgres'),
    socket: join(path, 'socket'),
    password: join(path, 'postgres.password'),
    log: join(path, 'postgres.log'),
    serverLock: join(path, 'locks/server'),
    serverRecord: join(path, 'server.json'),
    databaseLock: join(path, 'locks/database'),
    usersLock: join(path, 'locks/users'),
  };
}
