import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../telemetry/logger.ts';

const MAIN = fileURLToPath(new URL('../../../../examples/demo-shop/main.ts', import.meta.url));
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

export interface DemoShopOptions {
  readonly port: number;
  readonly env: {
    readonly OPENTILL_URL: string;
    readonly OPENTILL_API_KEY: string;
    readonly OPENTILL_WEBHOOK_SECRET: string;
  };
  /** Where its orders outlive a restart. */
  readonly dataFile: string;
  readonly log: Logger;
}

export interface DemoShop {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The demo shop did not open; the message holds its own words. */
export class DemoShopStartError extends Error {
  override readonly name = 'DemoShopStartError';
}

/**
 * Runs the demo shop as a process of its own, as a merchant's would be. It ends with the server, however that ends: the
 * channel between the two closes. When it ends by itself it is not started again.
 * @throws DemoShopStartError
 */
export async function startDemoShop({ port, env, dataFile, log }: DemoShopOptions): Promise<DemoShop> {
  const child = spawn(process.execPath, ['--conditions=source', MAIN], {
    // Nothing else of ours: the shop has no business with the server's secrets.
    env: { ...env, PORT: String(port), DATA_FILE: dataFile },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const complaints: string[] = [];
  createInterface({ input: child.stderr! }).on('line', (line) => {
    if (complaints.length < 5) complaints.push(line);
    log.warn({ line }, 'the demo shop says');
  });
  const url = await untilOpen(child, complaints);
  let stopping = false;
  child.once('exit', (code, signal) => {
    if (!stopping) log.warn({ code, signal }, 'the demo shop has ended; it comes back with the next start');
  });
  return {
    url,
    pid: child.pid!,
    stop: () => {
      stopping = true;
      return stop(child);
    },
  };
}

async function untilOpen(child: ChildProcess, complaints: readonly string[]): Promise<string> {
  const signal = AbortSignal.timeout(READY_TIMEOUT_MS);
  try {
    return await Promise.race([readyUrl(child, signal), failure(child, complaints, signal)]);
  } catch (error) {
    child.kill('SIGKILL');
    if (error instanceof DemoShopStartError) throw error;
    throw new DemoShopStartError('The demo shop did not open in time.', { cause: error });
  }
}

async function readyUrl(child: ChildProcess, signal: AbortSignal): Promise<string> {
  const [message] = (await once(child, 'message', { signal })) as [{ type: 'ready'; url: string }];
  return message.url;
}

/* `close` and not `exit`: by then all that it wrote has been read. */
async function failure(child: ChildProcess, complaints: readonly string[], signal: AbortSignal): Promise<never> {
  const [code] = await once(child, 'close', { signal });
  throw new DemoShopStartError(`The demo shop ended with code ${code}. ${complaints.join(' ')}`.trim());
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}
