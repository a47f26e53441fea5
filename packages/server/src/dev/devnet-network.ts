import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { NetworkConfig } from '../config/network-spec.ts';
import { createDevnetSpec } from '../config/test-networks.ts';
import type { DevJson } from './dev-json.ts';

/** The development chain of a data directory, for commands that run beside `start --dev`; undefined where there was none yet. */
export async function readDevnetNetwork(dataDir: string): Promise<NetworkConfig | undefined> {
  const text = await readFile(path.join(dataDir, 'dev.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { devnet } = JSON.parse(text) as DevJson;
  const spec = createDevnetSpec(devnet.tokens);
  return { spec, rpcUrls: [devnet.rpcUrl], wsUrl: null, confirmations: spec.confirmations, readsTraces: true };
}
