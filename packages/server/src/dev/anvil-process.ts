import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Hex } from '../core/hex.ts';
import { commandLine, ended, isAlive } from '../store/embedded/processes.ts';
import { findAnvilBinary } from './anvil-binary.ts';
import type { DevnetFiles, DevnetRecord } from './devnet-record.ts';
import { freePort } from './free-port.ts';
import { createRpc } from './rpc.ts';

export const DEVNET_CHAIN_ID = 31337;
const BLOCK_TIME_SECONDS = 1;
const LOOK_EVERY_MS = 25;
/** A chain of many blocks takes a while to load. */
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

/** The development chain did not start; its log may say why. */
export class DevnetStartError extends Error {
  override readonly name = 'DevnetStartError';
  readonly remedy: string;
  constructor(message: string, logFile: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = `Its log is ${logFile}.`;
  }
}

export const rpcUrlOf = (port: number): string => `http://127.0.0.1:${port}`;

/** The recorded anvil, if it lives, is of this directory (its process id may be another program's by now) and answers with our chain. */
export async function findLivingAnvil(
  files: DevnetFiles,
  record: DevnetRecord | undefined,
): Promise<DevnetRecord | undefined> {
  if (!record || !isOurs(files, record.pid)) return undefined;
  const genesisHash = await askGenesis(record.port).catch(() => undefined);
  if (genesisHash === record.genesisHash) return record;
  // It holds the state file but does not answer: two on one file would overwrite each other.
  await stopAnvil(files, record.pid);
  return undefined;
}

function isOurs(files: DevnetFiles, pid: number): boolean {
  return isAlive(pid) && commandLine(pid).includes(files.state);
}

async function askGenesis(port: number): Promise<Hex | undefined> {
  const rpc = createRpc(rpcUrlOf(port), 5_000);
  if (Number(await rpc<Hex>('eth_chainId')) !== DEVNET_CHAIN_ID) return undefined;
  return (await rpc<{ hash: Hex }>('eth_getBlockByNumber', '0x0', false)).hash;
}

/**
 * Starts anvil in a process group of its own, so that neither a terminal's Ctrl-C nor the server's end takes the chain
 * with it. On the kept port where that is still free.
 * @throws DevnetStartError
 */
export async function startAnvilProcess(files: DevnetFiles, keptPort: number | undefined): Promise<DevnetRecord> {
  const port = await freePort(keptPort);
  const stateBytes = await stat(files.state).then(
    ({ size }) => size,
    () => 0,
  );
  const log = await open(files.log, 'w', 0o600);
  const child = spawn(findAnvilBinary(), argumentsOf(files, port, stateIntervalSeconds(stateBytes)), {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  const failure = new Promise<Error>((resolve) => child.once('error', resolve));
  await log.close();
  child.unref();
  const genesisHash = await Promise.race([
    waitUntilAnswering(files, child, port),
    failure.then((cause) => refuse(files, cause)),
  ]);
  return { pid: child.pid!, port, genesisHash };
}

/* Silent: otherwise it logs each block and each call for as long as it lives. */
function argumentsOf(files: DevnetFiles, port: number, intervalSeconds: number): string[] {
  return [
    '--silent',
    ...['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(DEVNET_CHAIN_ID)],
    ...['--block-time', String(BLOCK_TIME_SECONDS)],
    // Without it anvil keeps every block's state in the home directory, some 226 kB of each (20 GB a day), and leaves it there
    // at its end. So it keeps the latest in memory (thrice as many where blocks are this fast): more than the audit of
    // balances goes back.
    ...['--prune-history', '500'],
    ...['--state', files.state, '--state-interval', String(intervalSeconds)],
  ];
}

/**
 * Each time the whole chain is written, which grows by 1.7 kB a block (150 MB a day): the longer it is, the more seldom,
 * so that a disk has no more than some 16 MB/s to bear. Only the end of the chain's own process loses an interval.
 */
export function stateIntervalSeconds(stateBytes: number): number {
  return 1 + Math.floor(stateBytes / 2 ** 24);
}

async function waitUntilAnswering(files: DevnetFiles, child: ChildProcess, port: number): Promise<Hex> {
  const timeout = AbortSignal.timeout(START_TIMEOUT_MS);
  while (child.exitCode === null && child.signalCode === null && !timeout.aborted) {
    const genesisHash = await askGenesis(port).catch(() => undefined);
    if (genesisHash) return genesisHash;
    await delay(LOOK_EVERY_MS);
  }
  if (timeout.aborted) child.kill('SIGKILL');
  const words = (await readFile(files.log, 'utf8').catch(() => '')).trim().slice(0, 300);
  throw new DevnetStartError(`The development chain did not start. ${words}`.trim(), files.log);
}

function refuse({ log }: DevnetFiles, cause: Error): never {
  throw new DevnetStartError('The development chain could not be started.', log, { cause });
}

/** A state file that was being written when the machine stopped cannot be read: set it aside, so that a new chain can begin. */
export async function setDamagedStateAside(files: DevnetFiles): Promise<string | undefined> {
  const text = await readFile(files.state, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    const aside = `${files.state}.damaged`;
    await rename(files.state, aside);
    return aside;
  }
}

/** Ends it so that it writes its state, and waits. What does not end is killed: the state is at most an interval old. */
export async function stopAnvil(files: DevnetFiles, pid: number): Promise<void> {
  if (!isOurs(files, pid)) return;
  process.kill(pid, 'SIGTERM');
  if (await ended(pid, STOP_TIMEOUT_MS)) return;
  process.kill(pid, 'SIGKILL');
  await ended(pid, STOP_TIMEOUT_MS);
}

/** What may be left over from another run: a clock that stood still with the chain, and mining that was paused. */
export async function resumeClockAndMining(port: number): Promise<void> {
  const rpc = createRpc(rpcUrlOf(port));
  await rpc('evm_setTime', Math.floor(Date.now() / 1000));
  await rpc('evm_setIntervalMining', BLOCK_TIME_SECONDS);
}
