import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine, isAlive } from './processes.ts';

/** What a running PostgreSQL says of itself in `postmaster.pid` (its documented layout: one fact a line). */
export interface PostmasterRecord {
  readonly pid: number;
  readonly socketDirectory: string;
}

const PID_LINE = 0;
const SOCKET_DIRECTORY_LINE = 4;
/** Above any system's highest process id. */
const NOBODYS_PID = 2_000_000_000;

/**
 * The PostgreSQL that runs on these files, if one does. A record whose process id is by now another program's (after a restart of the
 * machine or container), or whose process only waits to be buried, is corrected: PostgreSQL would take that process for its twin and
 * not start.
 */
export async function runningPostmaster(cluster: string): Promise<PostmasterRecord | undefined> {
  const file = join(cluster, 'postmaster.pid');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[PID_LINE]);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  if (isAlive(pid) && commandLine(pid).includes(`-D ${cluster}`)) {
    return { pid, socketDirectory: lines[SOCKET_DIRECTORY_LINE] ?? '' };
  }
  // The rest of the file stays: by it PostgreSQL notices processes of the old server that still hold its shared memory.
  if (pid !== NOBODYS_PID) await writeFile(file, lines.with(PID_LINE, String(NOBODYS_PID)).join('\n'));
  return undefined;
}
