import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { freePort } from './free-port.ts';
import { writePrivateFile } from './private-file.ts';

/** The shop's port of before, so that its webhook endpoint stays good; at first the one after the server's own; else any free one. */
export async function keptShopPort({ dataDir, port }: Pick<Config, 'dataDir' | 'port'>): Promise<number> {
  const file = path.join(dataDir, 'devnet', 'shop.port');
  const kept = Number(await readFile(file, 'utf8').catch(() => '0'));
  const first = port === 0 || port === 65535 ? undefined : port + 1;
  const chosen = await freePort(kept > 0 ? kept : first);
  await writePrivateFile(file, `${chosen}\n`);
  return chosen;
}
