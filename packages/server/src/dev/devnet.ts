import type { SupervisorLog } from '../store/embedded/start.ts';
import { watch } from '../store/embedded/watch.ts';
import {
  DEVNET_CHAIN_ID,
  DevnetStartError,
  findLivingAnvil,
  resumeClockAndMining,
  rpcUrlOf,
  setDamagedStateAside,
  startAnvilProcess,
  stopAnvil,
} from './anvil-process.ts';
import { type DevnetTokens, deployTokens } from './deploy-tokens.ts';
import { DEVNET_ACCOUNTS, type DevnetAccount } from './devnet-accounts.ts';
import { type DevnetFiles, type DevnetRecord, devnetFiles, readRecord, writeRecord } from './devnet-record.ts';
import { createRpc, type Rpc } from './rpc.ts';

export interface DevnetOptions {
  readonly dataDir: string;
  readonly log: SupervisorLog;
}

export interface Devnet {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly chainId: number;
  readonly pid: number;
  /** Whether it was running before us. */
  readonly adopted: boolean;
  readonly tokens: DevnetTokens;
  /** Unlocked in the node; holds coins and test tokens. */
  readonly payer: DevnetAccount;
  readonly rpc: Rpc;
  /** Ends the chain's process; the next start goes on from the state that it writes. */
  stop(): Promise<void>;
}

/**
 * The development chain of a data directory: the one that still runs, else started from its kept state, else a new one.
 * Its port stays the same as long as nobody else takes it.
 * @throws DevnetStartError, AnvilMissingError
 */
export async function startDevnet({ dataDir, log }: DevnetOptions): Promise<Devnet> {
  const files = await devnetFiles(dataDir);
  const first = await ensureRunning(files, log);
  let { record } = first;
  const rpcUrl = rpcUrlOf(record.port);
  const rpc = createRpc(rpcUrl);
  const tokens = await deployTokens(rpc).catch(async (error: unknown) => {
    await stopAnvil(files, record.pid);
    throw error;
  });
  const endWatch = watch({
    pid: () => record.pid,
    revive: async () => {
      ({ record } = await ensureRunning(files, log));
    },
    onFall: (fall) => log.error(fall, 'the development chain ended by itself, starting it again'),
    onReviveFailed: (err) => log.error({ err }, 'the development chain could not be started again'),
  });
  return {
    rpcUrl,
    wsUrl: rpcUrl.replace('http:', 'ws:'),
    chainId: DEVNET_CHAIN_ID,
    get pid() {
      return record.pid;
    },
    adopted: first.adopted,
    tokens,
    payer: DEVNET_ACCOUNTS.payer,
    rpc,
    async stop() {
      await endWatch();
      await stopAnvil(files, record.pid);
    },
  };
}

async function ensureRunning(
  files: DevnetFiles,
  log: SupervisorLog,
): Promise<{ record: DevnetRecord; adopted: boolean }> {
  const earlier = await readRecord(files);
  const living = await findLivingAnvil(files, earlier);
  const record = living ?? (await startAgain(files, earlier?.port, log));
  await resumeClockAndMining(record.port);
  await writeRecord(files, record);
  log.info({ pid: record.pid, port: record.port }, living ? 'devnet adopted' : 'devnet started');
  return { record, adopted: living !== undefined };
}

async function startAgain(files: DevnetFiles, keptPort: number | undefined, log: SupervisorLog): Promise<DevnetRecord> {
  try {
    return await startAnvilProcess(files, keptPort);
  } catch (error) {
    if (!(error instanceof DevnetStartError)) throw error;
    const aside = await setDamagedStateAside(files);
    if (aside === undefined) throw error;
    log.warn({ aside }, 'the kept state of the development chain is damaged: it begins anew');
    return startAnvilProcess(files, keptPort);
  }
}
