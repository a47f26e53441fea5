import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measure } from './measure.ts';
import type { Line } from './result.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Runs one measure in a directory of its own and clears away whatever it left. */
export async function runMeasure({ name, run }: Measure, rounds: number): Promise<readonly Line[]> {
  const directory = await mkdtemp(join(tmpdir(), 'opentill-bench-'));
  await chmod(directory, 0o711);
  const ends: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
  const clearAway = async () => {
    for (const end of ends.splice(0).reverse()) await end().catch((error: unknown) => console.error(error));
  };
  const interrupted = () => void clearAway().then(() => process.exit(130));
  for (const signal of SIGNALS) process.on(signal, interrupted);
  const say = (line: string) => console.error(`  ${line}`);
  try {
    console.error(`${name} …`);
    return await run({ rounds, directory, defer: (end) => void ends.push(end), say });
  } finally {
    await clearAway();
    for (const signal of SIGNALS) process.off(signal, interrupted);
  }
}
