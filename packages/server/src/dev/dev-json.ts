import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Hex } from '../core/hex.ts';
import { writePrivateFile } from './private-file.ts';

/** Everything that a script needs to use the development server, in `<data dir>/dev.json`. */
export interface DevJson {
  readonly url: string;
  readonly apiKey: string;
  readonly siteId: string;
  readonly webhookSecret: string;
  /** Null until there is one. */
  readonly dashboard: null;
  readonly devnet: {
    readonly rpcUrl: string;
    readonly chainId: number;
    readonly tokens: { readonly USDC: Hex; readonly USDT: Hex };
    readonly payer: { readonly address: string; readonly privateKey: Hex };
  };
}

/** Readable by its owner alone; replaced in one step, so that no reader ever sees half of it. */
export function writeDevJson(dataDir: string, content: DevJson): Promise<void> {
  return writePrivateFile(path.join(dataDir, 'dev.json'), `${JSON.stringify(content, null, 2)}\n`);
}

/** What a development server of this directory has written; undefined where there was none, or where it is another user's. */
export async function readDevJson(dataDir: string): Promise<Pick<DevJson, 'url' | 'apiKey'> | undefined> {
  const text = await readFile(path.join(dataDir, 'dev.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as DevJson);
}
