import { join } from 'node:path';
import { startDevServer } from '../dev-server.ts';
import type { Measure, Setting } from '../measure.ts';
import { type Aim, atMost, type Line } from '../result.ts';
import { spreadOf } from '../statistics.ts';

/** From spawning what `npm start` runs to a server that says it is ready. */
export const start: Measure = { name: 'start', run };

async function run({ rounds, directory, say }: Setting): Promise<readonly Line[]> {
  const prepared = join(directory, 'prepared');
  await readyAfterMs(prepared);
  const onPrepared: number[] = [];
  const onFresh: number[] = [];
  for (let round = 0; round < rounds; round++) {
    onPrepared.push(await readyAfterMs(prepared));
    onFresh.push(await readyAfterMs(join(directory, `fresh-${round}`)));
    say(`prepared ${onPrepared.at(-1)?.toFixed(0)} ms, fresh ${onFresh.at(-1)?.toFixed(0)} ms`);
  }
  return [
    line('start, prepared data directory', onPrepared, atMost(3000)),
    line('start, fresh data directory', onFresh, null),
  ];
}

async function readyAfterMs(dataDir: string): Promise<number> {
  const server = await startDevServer(dataDir);
  await server.stop();
  return server.readyAfterMs;
}

function line(name: string, values: readonly number[], aim: Aim | null): Line {
  return { name, unit: 'ms', value: spreadOf(values), rounds: values.length, aim, detail: 'spawn to /readyz 200' };
}
