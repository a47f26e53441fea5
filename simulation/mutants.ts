import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readOptions, refuseOptions } from '../scripts/read-options.ts';
import { startServer } from './database.ts';
import { MUTANTS } from './mutants/all.ts';
import type { Order, Verdict } from './mutants/child.ts';

const USAGE = `Breaks the server in many ways, one at a time, and shows that the simulation notices each.

  npm run simulate:mutants -- [--only <name>] [--seeds 200]

  --only    this mutant alone
  --seeds   how many worlds it may live through before it counts as missed

Exits 1 if one is missed, 2 if the command line is wrong. The source stays as it is: each mutant is made while a process of its own loads it.`;

const CHILD = fileURLToPath(new URL('mutants/child.ts', import.meta.url));
/** One that hangs is no better than one that is missed. */
const TIMEOUT_MS = 300_000;

const values = readOptions(USAGE, { only: { type: 'string' }, seeds: { type: 'string', default: '200' } });
const seeds = Number(values.seeds);
const chosen = MUTANTS.filter(({ name }) => values.only === undefined || name === values.only);
if (!Number.isSafeInteger(seeds) || seeds < 1 || chosen.length === 0) {
  refuseOptions(
    `--seeds is a whole number above 0, --only one of: ${MUTANTS.map(({ name }) => name).join(', ')}`,
    USAGE,
  );
}

const serverUrl = await startServer();
const startedAt = Date.now();
let escaped = 0;
for (const [index, { name, breaks }] of chosen.entries()) {
  const verdict = await judge({ mutant: name, serverUrl, database: `mutant_${index}`, seeds });
  if (verdict.outcome !== 'caught') escaped += 1;
  console.log(`${describe(verdict)}  ${name}: ${breaks}`);
  console.log(`          ${reason(verdict)}`);
}
const seconds = Math.round((Date.now() - startedAt) / 1000);
console.log(`${chosen.length - escaped} of ${chosen.length} caught, in ${seconds} s`);
process.exit(escaped === 0 ? 0 : 1);

function judge(order: Order): Promise<Verdict> {
  const child = fork(CHILD, { execArgv: ['--conditions=source'] });
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      resolve({ outcome: 'broken', why: `no verdict after ${TIMEOUT_MS / 1000} s` });
    }, TIMEOUT_MS);
    const end = (verdict: Verdict) => {
      clearTimeout(timer);
      resolve(verdict);
    };
    child.once('message', (verdict) => end(verdict as Verdict));
    child.once('exit', (code) => end({ outcome: 'broken', why: `the process ended with ${code}` }));
    child.send(order);
  });
}

function describe({ outcome }: Verdict): string {
  return outcome.toUpperCase().padEnd(8);
}

function reason(verdict: Verdict): string {
  if (verdict.outcome === 'missed') return `nothing of it showed in ${verdict.seeds} seeds`;
  if (verdict.outcome === 'broken') return verdict.why;
  return `seed ${verdict.seed}: ${verdict.violation.split('\n')[0]!.slice(0, 200)}`;
}
