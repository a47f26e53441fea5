import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine, isAlive } from './processes.ts';

/** What a running PostgreSQL says of itself in `postmaster.pid` (its documented layout: one fact a line). */
export interface PostmasterRecord {
  readonly pid: number;
  readonly socketDirectory: string;
}

const PID_LINE = 0;
const SOCKET_DIRECTORY_LINE = 4;

/**
 * The PostgreSQL that runs on these files, if one does. A record left by a dead one, whose process id may be another program's by now
 * (after a restart of the machine or container), is removed: PostgreSQL itself would take that program for its twin and not start.
 */
export async function runningPostmaster(cluster: string): Promise<PostmasterRecord | undefined> {
  const file = join(cluster, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => '');
  if (!text) return undefined;
  const lines = text.split('\n');
  const pid = Number(lines[PID_LINE]);
  if (Number.isInteger(pid) && pid > 1 && isAlive(pid) && commandLine(pid).includes(`-D ${cluster}`)) {
    return { pid, socketDirectory: lines[SOCKET_DIRECTORY_LINE] ?? '' };
  }
  await rm(file, { force: true });
  return undefined;
}
