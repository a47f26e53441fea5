import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

const MAIN = join(import.meta.dirname, '../main.ts');
const isRoot = process.getuid?.() === 0;

export type Variables = Readonly<Record<string, string>>;

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly pid: number;
  /** What it has printed so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with the match once both outputs together hold it; rejects when the command ends before. */
  until(pattern: RegExp): Promise<RegExpMatchArray>;
  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void;
  readonly ended: Promise<CommandResult>;
}

/** `opentill …` as its user runs it, with these variables and none of the test run's own. */
export function startCommand(
  args: readonly string[],
  variables: Variables = {},
  nodeArgs: readonly string[] = [],
): RunningCommand {
  const child = spawn(process.execPath, [...nodeArgs, MAIN, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.add(child);
  return watchCommand(child);
}

export function runCommand(
  args: readonly string[],
  variables: Variables = {},
  nodeArgs: readonly string[] = [],
): Promise<CommandResult> {
  return startCommand(args, variables, nodeArgs).ended;
}

const started = new Set<ChildProcess>();
const directories: string[] = [];

/** For `afterAll`: nothing that a failed test has left goes on running. */
export async function cleanCommands(): Promise<void> {
  for (const child of started) child.kill('SIGKILL');
  await Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true })));
}

/** A path for a data directory that is not there yet, in a place that the database's user can enter. */
export async function newDataDirectory(): Promise<string> {
  const parent = await mkdtemp(join(inject('runDirectory'), 'cli-'));
  await chmod(parent, 0o711);
  directories.push(parent);
  return join(parent, 'data');
}

/** The private database as whom live mode lets it run, also where the tests are root's. */
export const databaseUserVariables: Variables = isRoot ? { OPENTILL_DATABASE_USER: 'nobody' } : {};

function watchCommand(child: ChildProcess): RunningCommand {
  const output = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const check of waiting) check();
    });
  }
  const ended = new Promise<CommandResult>((resolve) =>
    child.once('close', (code) => {
      started.delete(child);
      resolve({ code, ...output });
    }),
  );
  return {
    pid: child.pid!,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    signal: (name) => void child.kill(name),
    ended,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const match = `${output.stdout}\n${output.stderr}`.match(pattern);
          if (!match) return;
          waiting.delete(check);
          resolve(match);
        };
        waiting.add(check);
        void ended.then((result) => reject(new Error(`it ended before ${pattern}: ${JSON.stringify(result)}`)));
        check();
      }),
  };
}
