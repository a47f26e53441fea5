import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Setting } from './measure.ts';

export interface Child {
  /** What it sends next. Rejects when it ends instead. */
  readonly receive: <T>() => Promise<T>;
  readonly send: (message: object) => void;
}

/** A process of ours beside this one, ended with the measure. */
export function startChild(file: string, { defer }: Setting): Child {
  const child = fork(file, [], {
    execArgv: ['--conditions=source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  defer(() => end(child));
  return { receive: () => receive(child, file), send: (message) => void child.send(message) };
}

function receive<T>(child: ChildProcess, file: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`${file} ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as T);
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
