import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Binaries } from './binaries.ts';
import { ended } from './processes.ts';
import { type SettingsOptions, serverSettings } from './settings.ts';
import type { DatabaseUser } from './user.ts';

const STOP_TIMEOUT_MS = 60_000;

export interface PostmasterOptions extends SettingsOptions {
  readonly binaries: Binaries;
  readonly user: DatabaseUser;
  /** The database's files. */
  readonly directory: string;
  /** Where it writes its warnings: a file, because it may outlive us. */
  readonly logPath: string;
}

export interface Postmaster {
  /** None if it could not be started at all. */
  readonly pid: number | undefined;
  readonly exited: Promise<void>;
  /** From now on it keeps no process waiting for it. */
  letGo(): void;
}

/**
 * Starts PostgreSQL in a session of its own: a terminal's Ctrl-C reaches the whole process group, and the database must outlive the
 * server's drain. Whether it comes up is asked over the socket.
 */
export function spawnPostmaster(options: PostmasterOptions): Postmaster {
  const log = openSync(options.logPath, 'a', 0o600);
  try {
    const child = spawn(options.binaries.postgres, ['-D', options.directory, ...serverSettings(options)], {
      ...options.user.credentials,
      cwd: '/',
      env: options.binaries.env,
      detached: true,
      stdio: ['ignore', log, log],
    });
    const exited = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    return { pid: child.pid, exited, letGo: () => child.unref() };
  } finally {
    closeSync(log);
  }
}

/** Ends it: open transactions roll back, then a last checkpoint (`fast`); if that takes too long, at once (`immediate`). */
export async function stopPostmaster(pid: number): Promise<void> {
  signal(pid, 'SIGINT');
  if (await ended(pid, STOP_TIMEOUT_MS)) return;
  signal(pid, 'SIGQUIT');
  await ended(pid, STOP_TIMEOUT_MS);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
