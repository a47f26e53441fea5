import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseStartError, DataDirectoryOwnerError, DataDirectoryUnreachableError } from './errors.ts';
import { canEnter, type DatabaseUser } from './user.ts';

/**
 * Sees to it that the database's user can get to the data directory.
 * @throws DataDirectoryUnreachableError naming the directory in the way and one that would do.
 */
export function checkReachable(user: DatabaseUser, dataDir: string): void {
  if (canEnter(user, dataDir)) return;
  const blocked = pathFromRoot(dataDir).find((directory) => !canEnter(user, directory)) ?? dataDir;
  throw new DataDirectoryUnreachableError(blocked, dataDir, user.name, reachableDirectory(user));
}

function pathFromRoot(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...pathFromRoot(parent), path];
}

function reachableDirectory(user: DatabaseUser): string {
  const candidates = ['/var/lib/opentill', '/srv/opentill', join(tmpdir(), 'opentill')];
  return candidates.find((path) => canEnter(user, nearestExisting(path))) ?? '/var/lib/opentill';
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

/** Whether the database's files belong to the one that it runs as. */
export async function isOwnedBy(user: DatabaseUser, cluster: string): Promise<boolean> {
  return (await stat(cluster)).uid === ownerId(user);
}

/**
 * Hands the database's files over to the one that it runs as now (live mode's own user after a trial as `nobody`, root after a start
 * as an ordinary user). The database must be down.
 * @throws DataDirectoryOwnerError for who is not root.
 */
export async function takeOwnership(user: DatabaseUser, cluster: string): Promise<void> {
  if (await isOwnedBy(user, cluster)) return;
  const { uid, gid } = user.credentials;
  if (uid === undefined) throw new DataDirectoryOwnerError(cluster, (await stat(cluster)).uid, ownerId(user));
  // -h: a link's target is never touched.
  const { status, stderr } = spawnSync('chown', ['-R', '-h', `${uid}:${gid}`, cluster], { encoding: 'utf8' });
  if (status !== 0)
    throw new DatabaseStartError(`The files in ${cluster} could not be given to "${user.name}"`, stderr.trim());
}

function ownerId(user: DatabaseUser): number {
  return user.credentials.uid ?? process.getuid?.() ?? -1;
}
