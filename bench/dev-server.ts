import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DevJson } from '../packages/server/src/dev/dev-json.ts';

const ROOT = join(import.meta.dirname, '..');
const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 5;

export interface DevServer {
  readonly url: string;
  /** From spawning the process to the first /readyz that says 200, in milliseconds. */
  readonly readyAfterMs: number;
  /** What it tells scripts, written once it is all there: after /readyz says so. */
  readonly details: DevJson;
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
    const wait: Wait = { hasEnded: () => server.exitCode !== null, deadline: startedAt + READY_TIMEOUT_MS };
    await until(() => isReady(url), wait);
    const readyAfterMs = performance.now() - startedAt;
    const details = await until(() => readDetails(dataDir, port), wait);
    return { url, readyAfterMs, details, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Wait {
  readonly hasEnded: () => boolean;
  readonly deadline: number;
}

/** Asks until there is an answer. */
async function until<T>(ask: () => Promise<T | undefined>, { hasEnded, deadline }: Wait): Promise<T> {
  while (performance.now() < deadline) {
    if (hasEnded()) throw new Error('the server ended while it was being waited for');
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(POLL_MS);
  }
  throw new Error('the server was not ready in time');
}

async function isReady(url: string): Promise<true | undefined> {
  const status = await fetch(`${url}/readyz`).then(
    (response) => response.status,
    () => 0,
  );
  return status === 200 ? true : undefined;
}

/** A start before this one left its own: that names another port. */
async function readDetails(dataDir: string, port: number): Promise<DevJson | undefined> {
  const text = await readFile(join(dataDir, 'dev.json'), 'utf8').catch(() => undefined);
  const details = text === undefined ? undefined : (JSON.parse(text) as DevJson);
  return details && new URL(details.url).port === String(port) ? details : undefined;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
