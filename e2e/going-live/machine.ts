import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '../..');
/** What the page writes to; on the stand-in each lies below its own root. */
const SYSTEM_PATHS = [
  '/opt/opentill',
  '/etc/opentill',
  '/etc/systemd',
  '/var/lib/opentill',
  '/var/backups',
  '/usr/local/bin',
];

export interface Machine {
  /** Runs one block of the page in the machine's one shell; rejects with its output when a command of it fails. */
  run(block: string): Promise<string>;
  /** What the service has logged so far. */
  journal(): Promise<string>;
  /** The commands that only a real machine can do, as they were called. */
  calls(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * A machine to go live on: its directories below `root`, stand-ins for what would change the real one (users, owners, services,
 * downloads), and everything else real. `texts` are put in the place of the page's examples.
 */
export async function createMachine(
  root: string,
  texts: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>>,
): Promise<Machine> {
  for (const path of ['bin', 'opt', 'etc/systemd/system', 'var/lib/opentill', 'usr/local/bin'])
    await mkdir(join(root, path), { recursive: true });
  for (const path of ['var', 'var/lib', 'var/lib/opentill']) await chmod(join(root, path), 0o755);
  await symlink(REPOSITORY, join(root, 'opt/opentill'));
  await writeStandIns(root);
  const shell = openShell({
    ...variables,
    HOME: root,
    PATH: [join(root, 'bin'), join(root, 'usr/local/bin'), process.env['PATH']].join(':'),
  });
  return {
    run: (block) => shell.run(translate(block, root, texts)),
    journal: () => readFile(join(root, 'journal'), 'utf8').catch(() => ''),
    calls: async () => (await readFile(join(root, 'calls'), 'utf8')).trim().split('\n'),
    async close() {
      shell.close();
      spawnSync(join(root, 'bin/systemctl'), ['stop', 'opentill'], { stdio: 'ignore', timeout: 60_000 });
    },
  };
}

/** Throws where a block would still touch the real machine. */
function translate(block: string, root: string, texts: Readonly<Record<string, string>>): string {
  let text = block;
  for (const [from, to] of Object.entries(texts)) text = text.replaceAll(from, to);
  for (const path of SYSTEM_PATHS) text = text.replaceAll(path, `${root}${path}`);
  const left =
    text.replaceAll(root, '').match(/(?<=^|[\s"'=<>:])\/(etc|var|opt|usr\/local|home|root|boot|srv)\b[^\s]*/g) ?? [];
  const strange = left.filter((path) => !SYSTEM_PATHS.some((known) => path.startsWith(known)));
  if (strange.length > 0) throw new Error(`the page writes to ${strange.join(', ')}, for which there is no stand-in`);
  return text;
}

const RECORDED = ['useradd', 'chown', 'npm', 'git'];

async function writeStandIns(root: string): Promise<void> {
  const record = `echo "$(basename "$0") $*" >> ${root}/calls`;
  for (const name of RECORDED) await writeScript(root, name, record);
  // The user is the one that runs the test.
  await writeScript(root, 'runuser', 'shift 3\nexec "$@"');
  await writeScript(root, 'systemctl', `${record}\n${systemctl(root)}`);
  if (spawnSync('curl', ['--version']).error)
    await writeScript(root, 'curl', `exec ${process.execPath} ${join(import.meta.dirname, 'curl.ts')} "$@"`);
}

async function writeScript(root: string, name: string, body: string): Promise<void> {
  await writeFile(join(root, 'bin', name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

/** Starts what the unit's ExecStart says, and stops it with SIGTERM as systemd does. */
function systemctl(root: string): string {
  return `
start() {
  command=$(sed -n 's/^ExecStart=//p' ${root}/etc/systemd/system/opentill.service)
  rm -f ${root}/ended
  (sh -c "echo \\$\\$ > ${root}/pid; exec $command" >> ${root}/journal 2>&1 < /dev/null; echo $? > ${root}/ended) &
  while [ ! -f ${root}/pid ]; do sleep 0.1; done
}
stop() {
  [ -f ${root}/pid ] || return 0
  kill -TERM "$(cat ${root}/pid)" 2> /dev/null
  while [ ! -f ${root}/ended ]; do sleep 0.1; done
  rm ${root}/pid
}
case "$1" in
  enable | start) start ;;
  stop) stop ;;
  restart) stop; start ;;
esac`;
}

/** One shell for all blocks, as a person's: what one of them exports, the next ones have. It ends at the first command that fails. */
function openShell(environment: NodeJS.ProcessEnv) {
  const shell = spawn('sh', ['-e'], { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  const END = '--- end of the block ---\n';
  let output = '';
  let changed = () => {};
  let failed: (code: number | null) => void = () => {};
  shell.once('exit', (code) => failed(code));
  for (const stream of [shell.stdout, shell.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      changed();
    });
  return {
    run: (block: string) =>
      new Promise<string>((resolve, reject) => {
        output = '';
        changed = () => {
          if (output.includes(END)) resolve(output.replace(END, ''));
        };
        failed = (code) => reject(new Error(`exit code ${code} of\n${block}\n${output}`));
        shell.stdin.write(`${block}\nprintf '%s' '${END}'\n`);
      }),
    close: () => void shell.stdin.end(),
  };
}
