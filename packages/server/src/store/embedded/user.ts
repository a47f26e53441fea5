import { execFileSync, spawnSync } from 'node:child_process';
import { DedicatedUserRequiredError, UnknownUserError } from './errors.ts';

const NOBODY_ID = 65_534;

/** Whom the database runs as. `credentials` is empty where that is simply us. */
export interface DatabaseUser {
  readonly name: string;
  readonly credentials: { readonly uid?: number; readonly gid?: number };
}

export interface DatabaseUserOptions {
  readonly livemode?: boolean;
  /** A user made for the database; only root can switch to one. */
  readonly userName?: string;
}

/**
 * PostgreSQL refuses to run as root: then it runs as `nobody`, which every machine has, or as a user made for it, which live mode
 * insists on. Whoever is not root runs it as themselves.
 */
export function databaseUser({ livemode = false, userName }: DatabaseUserOptions = {}): DatabaseUser {
  if (process.getuid?.() !== 0) return { name: 'the current user', credentials: {} };
  if (userName) return { name: userName, credentials: lookUp(userName) };
  if (livemode) throw new DedicatedUserRequiredError();
  return { name: 'nobody', credentials: nobody() };
}

function lookUp(name: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch (cause) {
    throw new UnknownUserError(name, { cause });
  }
}

function nobody(): { uid: number; gid: number } {
  try {
    return lookUp('nobody');
  } catch {
    // Smallest images have no such entry; the kernel needs only the number.
    return { uid: NOBODY_ID, gid: NOBODY_ID };
  }
}

/** Whether the database's user may enter this directory: asked of the system itself, so that ACLs and mounts count too. */
export function canEnter(user: DatabaseUser, directory: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory], { ...user.credentials, cwd: '/' }).status === 0;
}
