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
