import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Hex } from '../core/hex.ts';
import { writePrivateFile } from './private-file.ts';

/** Where the devnet keeps what in a data directory. */
export interface DevnetFiles {
  readonly directory: string;
  readonly record: string;
  /** Anvil's dump of the whole chain. */
  readonly state: string;
  readonly log: string;
}

export async function devnetFiles(dataDir: string): Promise<DevnetFiles> {
  const directory = path.resolve(dataDir, 'devnet');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = (name: string) => path.join(directory, name);
  return { directory, record: file('devnet.json'), state: file('state.json'), log: file('anvil.log') };
}

/** What a later start needs to find the same chain again. */
export interface DevnetRecord {
  readonly pid: number;
  readonly port: number;
  readonly genesisHash: Hex;
}

export async function readRecord({ record }: DevnetFiles): Promise<DevnetRecord | undefined> {
  const text = await readFile(record, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { pid, port, genesisHash } = JSON.parse(text) as DevnetRecord;
    return Number.isSafeInteger(pid) && Number.isSafeInteger(port) ? { pid, port, genesisHash } : undefined;
  } catch {
    return undefined;
  }
}

export function writeRecord({ record }: DevnetFiles, content: DevnetRecord): Promise<void> {
  return writePrivateFile(record, `${JSON.stringify(content, null, 2)}\n`);
}
