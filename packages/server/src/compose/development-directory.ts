import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canEnter, databaseUser } from '../store/embedded/user.ts';

const ELSEWHERE = '/var/lib/opentill-dev';

/**
 * For a newcomer who is root in root's own home: the database runs as an unprivileged user, who cannot get there. The data
 * then lies in /var/lib, and the data directory is a link to it. Never done in production, where the refusal says which
 * directory would do.
 */
export function linkUnreachableDirectory(dataDir: string): void {
  if (process.getuid?.() !== 0 || exists(dataDir)) return;
  const nearest = nearestExisting(dirname(dataDir));
  if (canEnter(databaseUser(), nearest)) return;
  const target = join(ELSEWHERE, createHash('sha256').update(dataDir).digest('hex').slice(0, 12));
  mkdirSync(target, { recursive: true, mode: 0o711 });
  mkdirSync(dirname(dataDir), { recursive: true });
  symlinkSync(target, dataDir);
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function nearestExisting(path: string): string {
  return exists(path) ? path : nearestExisting(dirname(path));
}
