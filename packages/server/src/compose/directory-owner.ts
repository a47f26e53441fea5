import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Root was about to work in another user's data directory. */
export class ForeignDirectoryError extends Error {
  override readonly name = 'ForeignDirectoryError';
  readonly remedy: string;

  constructor(dataDir: string, owner: string) {
    super(`The data directory ${dataDir} belongs to ${owner}, and this is root.`);
    this.remedy = `Run it as that user: runuser -u ${owner} -- opentill …`;
  }
}

/**
 * What root made in there (locks, logs, the database's files) the server's own user could not open afterwards: the next start would fail.
 * @throws {ForeignDirectoryError}
 */
export function refuseForeignDirectory(dataDir: string): void {
  const owner = process.getuid?.() === 0 ? ownerOf(resolve(dataDir)) : undefined;
  if (owner !== undefined && owner !== 0) throw new ForeignDirectoryError(dataDir, nameOf(owner));
}

/**
 * Whom the private database of this directory runs as, where root keeps it for another user; null where there is none yet or it
 * makes no difference. Another user than the running server's would stop that server's database and take its files over.
 */
export function directoryOwner(dataDir: string): string | null {
  if (process.getuid?.() !== 0) return null;
  const owner = ownerOf(join(resolve(dataDir), 'postgres'));
  return owner === undefined || owner === 0 ? null : nameOf(owner);
}

function ownerOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.uid;
}

function nameOf(uid: number): string {
  try {
    return execFileSync('id', ['-nu', String(uid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return String(uid);
  }
}
