import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Binaries } from './binaries.ts';
import { type SettingsOptions, serverSettings } from './settings.ts';
import type { DatabaseUser } from './user.ts';

export interface PostmasterOptions extends SettingsOptions {
  readonly binaries: Binaries;
  readonly user: DatabaseUser;
  /** The database's files. */
  readonly directory: string;
  /** Where it writes its warnings: a file, because it may outlive us. */
  readonly logPath: string;
}

/**
 * Starts PostgreSQL in a session of its own: a terminal's Ctrl-C reaches the whole process group, and the database must outlive the
 * server's drain. Returns its process id (none if it could not be started at all); whether it comes up is asked over the socket.
 */
export function spawnPostmaster(options: PostmasterOptions): { pid: number | undefined; exited: Promise<void> } {
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
    child.unref();
    return { pid: child.pid, exited };
  } finally {
    closeSync(log);
  }
}
