import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '..');
const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 5;

export interface DevServer {
  readonly url: string;
  /** From spawning the process to the first /readyz that says 200. */
  readonly readyAfterMs: number;
  /** Ends it as Ctrl-C does, with its database and devnet. */
  stop(): Promise<void>;
}

/** What `npm start` starts, on this data directory and a free port. */
export async function startDevServer(dataDir: string): Promise<DevServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const server = spawn(process.execPath, ['packages/server/src/main.ts', 'start', '--dev'], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(port), OPENTILL_DATA_DIR: dataDir, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(server, 'exit');
  const stop = async () => {
    server.kill('SIGINT');
    await ended;
  };
  try {
    await untilReady(url, () => server.exitCode !== null, startedAt + READY_TIMEOUT_MS);
    return { url, readyAfterMs: performance.now() - startedAt, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilReady(url: string, hasEnded: () => boolean, deadline: number): Promise<void> {
  while (performance.now() < deadline) {
    if (hasEnded()) throw new Error('the server ended before it was ready');
    const status = await fetch(`${url}/readyz`).then(
      ({ status }) => status,
      () => 0,
    );
    if (status === 200) return;
    await delay(POLL_MS);
  }
  throw new Error('the server was not ready in time');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
