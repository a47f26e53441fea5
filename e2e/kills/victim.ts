import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { MAIN, type ServerProcess, spawnServer, usersEnvironment } from '../server-process.ts';

const run = promisify(execFile);
const READY_TIMEOUT_MS = 60_000;

export const TARGETS = ['server', 'database', 'both'] as const;
export type Target = (typeof TARGETS)[number];

/** A server with its private database, to be killed and started again on the same data directory. */
export interface Victim {
  readonly url: string;
  start(): Promise<void>;
  /** `kill -9`. What is not killed goes on; a killed server is started again, a killed database by its server. */
  kill(target: Target): Promise<void>;
  /** A command of the command line, beside the server. */
  opentill(...args: string[]): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
  log(): string;
  stop(): Promise<void>;
}

export function createVictim(dataDir: string, port: number, settings: Readonly<Record<string, string>>): Victim {
  const variables = { ...settings, OPENTILL_DATA_DIR: dataDir, PORT: String(port) };
  const url = `http://127.0.0.1:${port}`;
  const logs: string[] = [];
  let running: ServerProcess | undefined;

  async function start(): Promise<void> {
    running = spawnServer([], variables);
    await untilReady();
  }

  /** Database, migrations and port are there again. */
  async function untilReady(): Promise<void> {
    for (let waitedMs = 0; waitedMs < READY_TIMEOUT_MS; waitedMs += 50) {
      const ready = await fetch(`${url}/readyz`).catch(() => undefined);
      if (ready?.status === 200) return;
      if (running?.hasEnded()) throw new Error(`the server ended by itself:\n${running.log()}`);
      await delay(50);
    }
    throw new Error(`the server was not ready in time:\n${running?.log()}`);
  }

  async function end(): Promise<void> {
    running?.signal('SIGKILL');
    await running?.ended;
    logs.push(running?.log() ?? '');
  }

  return {
    url,
    start,
    async kill(target) {
      const postmaster = target === 'server' ? undefined : await postmasterOf(dataDir);
      if (postmaster !== undefined) process.kill(postmaster, 'SIGKILL');
      if (target === 'database') return untilReady();
      await end();
      await start();
    },
    async opentill(...args) {
      const env = { ...usersEnvironment(), NO_COLOR: '1', ...variables };
      return run(process.execPath, [MAIN, ...args], { env }).then(
        ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
        ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
      );
    },
    log: () => [...logs, running?.log() ?? ''].join('\n'),
    async stop() {
      running?.signal('SIGINT');
      await running?.ended;
    },
  };
}

/** The database's first process; undefined where it is just being started. */
async function postmasterOf(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return pid > 1 ? pid : undefined;
}
