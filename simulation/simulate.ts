import { parseArgs } from 'node:util';
import { openDatabase } from './database.ts';
import { runSeed } from './run-seed.ts';

const USAGE = `Runs seeded worlds around the real server: chains that fork, nodes that lie, connections that drop, processes that die.

  npm run simulate -- [--seeds 1000] [--from 1] [--facts 50]

Prints seeds per second, and the first failing seed with the command that repeats it. Exits 1 if one fails.`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    facts: { type: 'string', default: '50' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const [seeds, from, facts] = [values.seeds, values.from, values.facts].map(Number) as [number, number, number];
if (![seeds, from, facts].every((count) => Number.isSafeInteger(count) && count > 0)) {
  console.error(`--seeds, --from and --facts are whole numbers above 0.\n\n${USAGE}`);
  process.exit(1);
}

const pool = await openDatabase();
const startedAt = Date.now();
let [failed, done, statements, kills] = [0, 0, 0, 0];
for (let seed = from; seed < from + seeds; seed++) {
  const result = await runSeed(pool, seed, facts);
  done += 1;
  statements += result.statements;
  kills += result.kills;
  if (result.violations.length === 0) continue;
  failed += 1;
  if (failed > 1) continue;
  console.log(`seed ${seed} fails:\n${result.violations.map((each) => `  ${each}`).join('\n')}`);
  console.log(`repeat it: npm run simulate -- --from ${seed} --seeds 1 --facts ${facts}`);
}
const seconds = (Date.now() - startedAt) / 1000;
const rate = (count: number) => (count / seconds).toFixed(1);
console.log(
  `${done} seeds, ${failed} failed; ${rate(done)} seeds/s, ${rate(done * facts)} facts/s, ${rate(statements)} statements/s, ${kills} processes killed`,
);
process.exit(failed === 0 ? 0 : 1);
