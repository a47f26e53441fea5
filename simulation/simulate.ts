import { readOptions, refuseOptions } from '../scripts/read-options.ts';
import { startServer } from './database.ts';
import type { SeedResult } from './run-seed.ts';
import { runSeeds } from './run-seeds.ts';

const USAGE = `Runs seeded worlds around the real server: chains that fork, nodes that lie, connections that drop, processes that die.

  npm run simulate -- [--seeds 100] [--from 1] [--facts 50]

  --seeds   how many worlds
  --from    the first one's seed; the others follow
  --facts   how much happens in each, before it comes to rest

Prints seeds per second, and each failing seed with the command that repeats it. Exits 1 if one fails, 2 if the command line is wrong.
docs/security/simulation.md says what is simulated, and what must hold.`;

const values = readOptions(USAGE, {
  seeds: { type: 'string', default: '100' },
  from: { type: 'string', default: '1' },
  facts: { type: 'string', default: '50' },
});
const [seeds, from, facts] = [values.seeds, values.from, values.facts].map(Number) as [number, number, number];
if (![seeds, from, facts].every((count) => Number.isSafeInteger(count) && count > 0)) {
  refuseOptions('--seeds, --from and --facts are whole numbers above 0', USAGE);
}

const startedAt = Date.now();
const results = await runSeeds(await startServer(), { from, seeds, facts }, sayFailure);
report(results, (Date.now() - startedAt) / 1000);

function sayFailure({ seed, violations }: SeedResult): void {
  if (violations.length === 0) return;
  console.log(`seed ${seed} fails:\n${violations.map((each) => `  ${each}`).join('\n')}`);
  console.log(`repeat it: npm run simulate -- --from ${seed} --seeds 1 --facts ${facts}`);
}

function report(all: readonly SeedResult[], seconds: number): never {
  const failed = all.filter(({ violations }) => violations.length > 0).map(({ seed }) => seed);
  const sum = (read: (result: SeedResult) => number) => all.reduce((total, result) => total + read(result), 0);
  const rate = (count: number) => `${(count / seconds).toFixed(1)}/s`;
  const told = new Map<string, number>();
  for (const [type, count] of all.flatMap((result) => Object.entries(result.told))) {
    told.set(type, (told.get(type) ?? 0) + count);
  }
  console.log(
    `${all.length} seeds, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(', ')}` : ''}; seeds ${rate(all.length)}, ` +
      `facts ${rate(sum((each) => each.facts))}, statements ${rate(sum(({ statements }) => statements))}; ` +
      `${sum(({ kills }) => kills)} processes killed, ${sum(({ losses }) => losses)} connections lost`,
  );
  console.log(`told: ${[...told].map(([type, count]) => `${type} ${count}`).join(', ')}`);
  process.exit(failed.length === 0 ? 0 : 1);
}
