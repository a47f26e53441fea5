import { parseArgs } from 'node:util';
import { machineFacts } from './machine.ts';
import { measures } from './measures.ts';
import { allMet, printReport } from './report.ts';
import type { Line } from './result.ts';
import { runMeasure } from './run-measure.ts';

const MIN_ROUNDS = 7;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: String(MIN_ROUNDS) } },
});
const rounds = Number(values.rounds);
const unknown = positionals.filter((name) => !measures.some((measure) => measure.name === name));
if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
  console.error(`Usage: npm run bench -- [--rounds N] [${measures.map(({ name }) => name).join(' | ')}]…`);
  process.exit(2);
}
if (rounds < MIN_ROUNDS) console.error(`Fewer than ${MIN_ROUNDS} rounds are a try-out, not a result.`);

console.log(machineFacts().join('\n'));
console.log();
const lines: Line[] = [];
for (const measure of measures) {
  if (positionals.length === 0 || positionals.includes(measure.name))
    lines.push(...(await runMeasure(measure, rounds)));
}
printReport(lines);
process.exitCode = allMet(lines) ? 0 : 1;
