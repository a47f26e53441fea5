import { createHash } from 'node:crypto';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { giveTo } from './cluster.ts';
import { fitsSocketLimit, SOCKET_NAME, SOCKET_PATH_LIMIT_BYTES } from './connection.ts';
import type { DataDirectory } from './data-directory.ts';
import { SocketDirectoryError } from './errors.ts';
import { canEnter, type DatabaseUser } from './user.ts';

/**
 * A private directory (0700, the database user's own) for the socket: in the data directory, or, where that path is too long for a
 * socket, in the system's directory for temporary files, always under the same name. No database may run on it.
 * @throws SocketDirectoryError
 */
export async function prepareSocketDirectory(user: DatabaseUser, { path, socket }: DataDirectory): Promise<string> {
  const name = `opentill-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
  const candidates = [socket, join(tmpdir(), name), join('/tmp', name)];
  for (const candidate of candidates) {
    if (fitsSocketLimit(candidate) && (await claim(user, candidate))) {
      await removeSocket(candidate);
      return candidate;
    }
  }
  throw new SocketDirectoryError(candidates, SOCKET_PATH_LIMIT_BYTES);
}

/** What a killed database left: its lock file names a process id that may be another program's by now. */
async function removeSocket(directory: string): Promise<void> {
  for (const name of [SOCKET_NAME, `${SOCKET_NAME}.lock`]) await rm(join(directory, name), { force: true });
}

/** Makes it, or takes the one that is there if nobody else can have prepared it for us. */
async function claim(user: DatabaseUser, directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { mode: 0o700 });
    await giveTo(user, directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    if (await isOurAlone(directory)) await giveTo(user, directory);
  }
  return (await isPrivate(user, directory)) && canEnter(user, directory);
}

/** Then it may change hands with the database's user; where others can write beside it, it is taken only as it is. */
async function isOurAlone(directory: string): Promise<boolean> {
  const parent = await lstat(dirname(directory));
  return (await lstat(directory)).isDirectory() && (parent.mode & 0o022) === 0;
}

async function isPrivate(user: DatabaseUser, directory: string): Promise<boolean> {
  const stat = await lstat(directory);
  return stat.isDirectory() && stat.uid === (user.credentials.uid ?? process.getuid?.()) && (stat.mode & 0o077) === 0;
}
