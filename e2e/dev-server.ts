import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { builtPage } from '../packages/checkout/test/built.ts';
import type { DevJson } from '../packages/server/src/dev/dev-json.ts';
import { freePort } from './ports.ts';
import { processesOf } from './processes.ts';
import { type ServerProcess, spawnDevServer } from './server-process.ts';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

/** What a newcomer has after `npm start`. */
export interface DevServer {
  readonly url: string;
  readonly shopUrl: string;
  readonly dev: DevJson;
  readonly dataDir: string;
  readonly port: number;
  readonly pid: number;
  /** What it has printed so far. */
  log(): string;
  /** SIGINT, as Ctrl-C sends it. Fails unless it ends with exit code 0 and leaves no process behind. */
  stop(): Promise<void>;
  /** SIGKILL to the server alone: what it has started lives on. */
  kill(): Promise<void>;
  /** From here on nobody reads what it prints. */
  stopReading(): void;
}

/** A directory that the unprivileged user of the database can enter, also where the tests run as root. */
export async function createDataDir(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'opentill-e2e-'));
  await chmod(directory, 0o711);
  return directory;
}

/** Ends what a killed server has left and removes its directory. */
export async function removeDataDir(directory: string): Promise<void> {
  await endProcessesOf(directory);
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}

/** `npm start`, up to the moment when it says that it is ready. The port is a free one unless an earlier one is given. */
export async function startDevServer(dataDir: string, chosenPort?: number): Promise<DevServer> {
  await builtPage();
  const port = chosenPort ?? (await freePort());
  const running = spawnDevServer(dataDir, port);
  try {
    const shopUrl = await shopUrlFrom(running);
    const dev = JSON.parse(await readFile(join(dataDir, 'dev.json'), 'utf8')) as DevJson;
    const ready = await fetch(`${dev.url}/readyz`);
    if (ready.status !== 200) throw new Error(`/readyz answered ${ready.status}: ${await ready.text()}`);
    return {
      url: dev.url,
      shopUrl,
      dev,
      dataDir,
      port,
      pid: running.pid,
      log: running.log,
      stop: () => stop(running, dataDir),
      kill: () => kill(running),
      stopReading: running.stopReading,
    };
  } catch (cause) {
    await kill(running);
    await endProcessesOf(dataDir);
    throw new Error(`The development server did not start:\n${running.log()}`, { cause });
  }
}

/** The banner is printed last: from then on everything can be used. */
async function shopUrlFrom(running: ServerProcess): Promise<string> {
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS; waitedMs += 20) {
    const [, shop] = /Demo shop +(\S+)/.exec(running.log()) ?? [];
    if (shop?.startsWith('http')) return shop;
    if (shop) throw new Error('the demo shop does not run');
    if (running.hasEnded()) throw new Error(`it ended with exit code ${await running.ended}`);
    await delay(20);
  }
  throw new Error('it was not ready in time');
}

/** A start that should be refused: with which exit code it ended, and what it printed. */
export async function startRefused(
  dataDir: string,
  port: number,
): Promise<{ readonly exitCode: number | null; readonly log: string }> {
  const refused = spawnDevServer(dataDir, port);
  const exitCode = await endOf(refused, START_TIMEOUT_MS);
  return { exitCode, log: refused.log() };
}

async function stop(running: ServerProcess, dataDir: string): Promise<void> {
  running.signal('SIGINT');
  const exitCode = await endOf(running, STOP_TIMEOUT_MS);
  if (exitCode !== 0) throw new Error(`The server ended with exit code ${exitCode}:\n${running.log()}`);
  const left = await processesOf(dataDir);
  if (left.length > 0) {
    const commands = left.map(({ command }) => command).join('\n');
    throw new Error(`The server left behind:\n${commands}\n${running.log()}`);
  }
}

async function kill(running: ServerProcess): Promise<void> {
  running.signal('SIGKILL');
  await running.ended;
}

async function endOf(running: ServerProcess, timeoutMs: number): Promise<number | null> {
  for (let waitedMs = 0; waitedMs < timeoutMs && !running.hasEnded(); waitedMs += 20) await delay(20);
  if (!running.hasEnded()) await kill(running);
  return running.ended;
}

async function endProcessesOf(directory: string): Promise<void> {
  for (const { pid } of await processesOf(directory)) endProcess(pid);
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself in the meantime.
  }
}
