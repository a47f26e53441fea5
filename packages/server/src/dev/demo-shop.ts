import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../telemetry/logger.ts';

const MAIN = fileURLToPath(new URL('../../../../examples/demo-shop/main.ts', import.meta.url));
const READY_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 5000;

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
  stop(): Promise<void>;
}

/**
 * Runs the demo shop as a process of its own, as a merchant's would be. It ends with the server, however that ends: its
 * channel to us closes.
 */
export async function startDemoShop({ port, env, dataFile, log }: DemoShopOptions): Promise<DemoShop> {
  const url = `http://localhost:${port}`;
  const child = spawn(process.execPath, ['--conditions=source', MAIN], {
    env: { ...env, PORT: String(port), SHOP_URL: url, DATA_FILE: dataFile },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => log.warn({ shop: text.trim() }, 'the demo shop says'));
  await ready(child);
  child.on('exit', (code) => code && log.warn({ code }, 'the demo shop has ended'));
  return { url, stop: () => stop(child) };
}

async function ready(child: ChildProcess): Promise<void> {
  const timeout = AbortSignal.timeout(READY_TIMEOUT_MS);
  try {
    await Promise.race([
      once(child, 'message', { signal: timeout }),
      once(child, 'exit', { signal: timeout }).then(([code]) =>
        Promise.reject(new Error(`it ended with code ${code}`)),
      ),
    ]);
  } catch (cause) {
    child.kill('SIGKILL');
    throw new Error('the demo shop did not start', { cause });
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}
