import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface FoundProcess {
  readonly pid: number;
  /** Its command line, arguments separated by spaces. */
  readonly command: string;
}

/** Every living process that names `directory`: on its command line or, where the system shows it, in its environment. */
export async function processesOf(directory: string): Promise<FoundProcess[]> {
  const all = process.platform === 'linux' ? await fromProc() : await fromPs();
  return all
    .filter(({ pid, command, environment }) => pid !== process.pid && `${command}\0${environment}`.includes(directory))
    .map(({ pid, command }) => ({ pid, command }));
}

type Listed = FoundProcess & { readonly environment: string };

/** Without `ps`, which small images lack. */
async function fromProc(): Promise<Listed[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
      const [command, environment] = await Promise.all([read('cmdline'), read('environ')]);
      return { pid: Number(pid), command: command.replaceAll('\0', ' ').trim(), environment };
    }),
  );
  // One that has ended and waits for its parent has no command line any more.
  return found.filter(({ command }) => command !== '');
}

async function fromPs(): Promise<Listed[]> {
  const { stdout } = await run('ps', ['-axo', 'pid=,command=']);
  return stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid = '', command = '']) => ({ pid: Number(pid), command, environment: '' }));
}
