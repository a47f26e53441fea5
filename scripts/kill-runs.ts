/**
 * `npm run kill-runs -- --kills 100`: real `kill -9` of the server, of its database and of both, at random moments during
 * payments. Exit code 1 when anything was lost, or told twice as something new.
 */
import { runKills } from '../e2e/kills/run-kills.ts';
import { readOptions, refuseOptions } from './read-options.ts';

const USAGE = `Kills the server, its database and both (kill -9) at random moments during payments.

  npm run kill-runs -- [--kills 100]

  --kills   how many

Exits 1 when anything was lost, or told twice as something new; 2 if the command line is wrong. Interrupted (Ctrl-C) it
gives the verdict on what was done so far. docs/security/attacks.md says what must hold.`;

const values = readOptions(USAGE, { kills: { type: 'string', default: '100' } });
const kills = Number(values.kills);
if (!Number.isSafeInteger(kills) || kills < 1) {
  refuseOptions('--kills is how many: a whole number above 0', USAGE);
}
// Nothing is left behind: who interrupts it gets the verdict on what was done so far.
let isWanted = true;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    isWanted = false;
  });
}
const startedAt = Date.now();
const run = await runKills({
  kills,
  isWanted: () => isWanted,
  onKill: ({ number, target, afterMs }) => console.log(`kill ${number}/${kills}: ${target}, after ${afterMs} ms`),
});
const seconds = Math.round((Date.now() - startedAt) / 1000);
const counts = Object.entries(run.kills).map(([target, count]) => `${target} ${count}`);
console.log(`kills: ${counts.join(', ')}; in ${seconds} s`);
console.log(
  `${run.payments} payments, ${run.takenBack} of them taken back by reorgs and made again, ${run.decisions} decided by a person`,
);
console.log(`${run.events} events, ${run.deliveries} deliveries`);
if (run.violations.length > 0) {
  console.error(run.log);
  for (const violation of run.violations) console.error(`VIOLATION ${violation}`);
  process.exit(1);
}
console.log('Nothing was lost, and nothing was told twice as something new.');
