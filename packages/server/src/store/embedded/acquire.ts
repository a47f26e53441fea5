import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Instant } from '../../core/time.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { DataDirectoryInUseError } from './errors.ts';
import { tryLock } from './lock.ts';
import { isAlive } from './processes.ts';

/** Who works on a data directory; in `server.json` there. */
export interface ServerRecord {
  readonly pid: number;
  readonly url: string;
  readonly startedAt: Instant;
}

export interface AcquiredDataDirectory {
  /** Absolute, symbolic links resolved. */
  readonly dataDir: string;
  /** Tells later comers another address, once the real one is known (port 0). */
  publish(url: string): Promise<void>;
  /** Lets the next server in. Dying does so too. */
  release(): Promise<void>;
}

/**
 * Takes a data directory for one Opentill server, making it if needed.
 * @throws DataDirectoryInUseError with the address of the server that has it.
 */
export async function acquireDataDirectory(
  dataDir: string,
  { url, startedAt }: { url: string; startedAt: Instant },
): Promise<AcquiredDataDirectory> {
  const { path, serverLock, serverRecord } = await prepareDataDirectory(dataDir);
  const held = tryLock(serverLock, 'exclusive');
  if (!held) throw new DataDirectoryInUseError(path, await readHolder(serverRecord));
  const publish = (address: string) => writeRecord(serverRecord, { pid: process.pid, url: address, startedAt });
  await publish(url);
  return {
    dataDir: path,
    publish,
    release: async () => {
      await rm(serverRecord, { force: true });
      held.release();
    },
  };
}

async function writeRecord(path: string, record: ServerRecord): Promise<void> {
  await writeFile(path, `${JSON.stringify(record)}\n`, { mode: 0o600 });
}

/** The holder writes its record right after it takes the lock: one that is missing or a dead server's is asked for again. */
async function readHolder(path: string): Promise<ServerRecord | undefined> {
  for (let tries = 0; tries < 10; tries += 1) {
    const record = await readRecord(path);
    if (record && isAlive(record.pid)) return record;
    await delay(20);
  }
  // Alive in another container, where process ids are not ours.
  return readRecord(path);
}

async function readRecord(path: string): Promise<ServerRecord | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ServerRecord;
  } catch {
    return undefined;
  }
}
