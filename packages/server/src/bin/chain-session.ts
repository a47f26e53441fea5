import { openSources, type ReadNetwork } from '../compose/following.ts';
import { assetLookup } from '../compose/sessions.ts';
import { systemRuntime } from '../compose/system-runtime.ts';
import { networkEnvSuffix } from '../config/env.ts';
import { NETWORKS } from '../config/networks.ts';
import { DEVNET } from '../config/test-networks.ts';
import { ChainReadError, WrongChainError } from '../core/chain/errors.ts';
import type { RecordDeps } from '../operations/record-batch.ts';
import { rederiveSessions } from '../operations/rederive-sessions.ts';
import { type ChainCursor, readCursor } from '../store/chain-cursors.ts';
import { createLogger } from '../telemetry/logger.ts';
import { type DatabaseSession, withDatabase } from './database-session.ts';
import { ExpectedError } from './usage.ts';

export interface ChainSession extends DatabaseSession {
  /** Every network that the settings switch on. */
  readonly chains: readonly ReadNetwork[];
  readonly deps: RecordDeps;
}

/** A network that cannot be read now: its nodes do not answer as they must, or serve another chain. */
export class UnreadableChainError extends ExpectedError {
  override readonly name = 'UnreadableChainError';
}

/** Runs a command on the books and on the nodes of the networks, beside a server that may be running. */
export function withChains<T>(
  { dev }: { readonly dev: boolean },
  use: (session: ChainSession) => Promise<T>,
): Promise<T> {
  return withDatabase(async (session) => {
    const { config, store } = session;
    const networks = dev ? [await devnetOf(config.dataDir)] : config.networks;
    const log = createLogger({ level: 'warn', readable: true, output: process.stderr });
    const chains = openSources(networks, systemRuntime.now, log);
    const resource = { publicUrl: config.publicUrl, findAsset: assetLookup(networks) };
    const deps: RecordDeps = {
      store,
      runtime: systemRuntime,
      rederive: (tx, keys) => rederiveSessions({ runtime: systemRuntime, resource }, tx, keys),
    };
    try {
      return await use({ ...session, chains, deps });
    } finally {
      await Promise.all(chains.map(({ source }) => source.close()));
    }
  });
}

async function devnetOf(dataDir: string) {
  // Loaded here only, as by the server: no production command has the devnet's code in it.
  const network = await (await import('../dev/devnet-network.ts')).readDevnetNetwork(dataDir);
  if (network === undefined) throw new ExpectedError('There is no devnet in this data directory: npm start makes one.');
  return network;
}

/** The network of that name. */
export function chooseChain({ chains }: ChainSession, name: string): ReadNetwork {
  const found = chains.find(({ network }) => network.spec.name === name);
  if (found !== undefined) return found;
  const names = chains.map(({ network }) => network.spec.name).join(', ') || 'none';
  throw new ExpectedError(`${whyNotOn(name)} Switched on: ${names}.`);
}

/** Names of ours alone are repeated: what else was typed may be a secret in the wrong place. */
function whyNotOn(name: string): string {
  const known = [...NETWORKS.map((spec) => spec.name), DEVNET].find(
    (each) => each.toLowerCase() === name.toLowerCase(),
  );
  if (known === undefined) return '--network names none that there is: docs/networks.md lists them.';
  if (known === DEVNET) return `${DEVNET} is read with --dev.`;
  const remedy = `OPENTILL_RPC_${networkEnvSuffix(known)} switches it on`;
  return known === name ? `${known} is not switched on: ${remedy}.` : `--network is spelled ${known}; ${remedy}.`;
}

/** The books' place on a network, and that its node serves the very chain they are about. Undefined: it was never read. */
export async function openChain({ store }: ChainSession, { network, source }: ReadNetwork) {
  const cursor = await readCursor(store, network.spec.name);
  if (cursor === undefined) return undefined;
  const { chainId, genesisHash } = await source.identify();
  if (BigInt(chainId) !== cursor.chainId || genesisHash !== cursor.genesisHash) {
    throw new UnreadableChainError(`The node of ${network.spec.name} serves another chain than the books are about.`);
  }
  return cursor satisfies ChainCursor;
}

/** What a node could not answer is told in a line; anything else is a fault. */
export async function toldPlainly<T>(network: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ChainReadError || error instanceof WrongChainError)) throw error;
    throw new UnreadableChainError(`${network} cannot be read now: ${error.message}.`, { cause: error });
  }
}
