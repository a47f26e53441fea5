import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export const MAIN = join(import.meta.dirname, '..', 'packages', 'server', 'src', 'main.ts');

export interface ServerProcess {
  readonly pid: number;
  /** Its exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  hasEnded(): boolean;
  /** All that it has printed so far. */
  log(): string;
  signal(signal: 'SIGINT' | 'SIGKILL'): void;
  /** Closes our end of what it prints to, as when the other side of a pipe ends. */
  stopReading(): void;
}

/** What `npm start` runs, with nothing of the test run in its environment. */
export function spawnDevServer(dataDir: string, port: number): ServerProcess {
  return spawnServer(['--dev'], { OPENTILL_DATA_DIR: dataDir, PORT: String(port) });
}

/** `opentill start` with these variables. */
export function spawnServer(args: readonly string[], variables: Readonly<Record<string, string>>): ServerProcess {
  const child = spawn(process.execPath, [MAIN, 'start', ...args], {
    env: { ...usersEnvironment(), NO_COLOR: '1', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const undertaker = followToTheGrave(child.pid!);
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      log += text;
    });
  }
  let over = false;
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => {
      over = true;
      undertaker.kill();
      // What it printed last may still be on its way. Its children can hold the streams open: `close` may never come.
      void Promise.race([new Promise((closed) => child.once('close', closed)), delay(200)]).then(() => resolve(code));
    }),
  );
  return {
    pid: child.pid!,
    ended,
    hasEnded: () => over,
    log: () => log,
    signal: (signal) => void child.kill(signal),
    stopReading() {
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}

/** A user has neither the test runner's variables nor the settings of whoever runs the tests. */
export function usersEnvironment(): NodeJS.ProcessEnv {
  const foreign =
    /^(OPENTILL_|VITEST|DATABASE_|NODE_ENV$|NODE_OPTIONS$|NODE_V8_COVERAGE$|TEST$|HOST$|LOG_LEVEL$|FORCE_COLOR$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** Stops the server also when the test run is killed: the end of its own input is then all that this process notices. */
function followToTheGrave(pid: number): ChildProcess {
  const script = 'cat >/dev/null; kill -INT "$1" 2>/dev/null';
  const child = spawn('/bin/sh', ['-c', script, 'sh', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  return child;
}
