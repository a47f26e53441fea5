import { join } from 'node:path';
import { alternate } from '../alternate.ts';
import { startChild } from '../child.ts';
import { openDurableDatabase } from '../durable-database.ts';
import type { Measure, Setting } from '../measure.ts';
import { atLeast, type Line, ratio } from '../result.ts';
import type { Load } from './load.ts';
import type { Composition, ServerOrder } from './server.ts';

const CONNECTIONS = 64;
const SECONDS = 3;
const WARM_UP_SECONDS = 4;

/** Creating over HTTP against the same route with the database taken away. */
export const httpCreate: Measure = { name: 'http-create', run };

async function run(setting: Setting): Promise<readonly Line[]> {
  const { url, pool } = await openDurableDatabase(setting);
  const client = startChild(join(import.meta.dirname, 'client.ts'), setting);
  await client.receive();

  const server = async (composition: Composition) => {
    const { port, key } = await startServer(composition, url, setting);
    return async (seconds = SECONDS) => {
      await pool.query('CHECKPOINT');
      client.send({ port, key, connections: CONNECTIONS, seconds } satisfies Load);
      return client.receive<number>();
    };
  };
  const whole = await server('database');
  const noInsert = await server('no-insert');
  const noDatabase = await server('no-database');
  for (const warmUp of [whole, noInsert, noDatabase]) await warmUp(WARM_UP_SECONDS);

  const compare = async (name: string, reference: () => Promise<number>) => {
    const pairs = await alternate(setting.rounds, () => whole(), reference);
    setting.say(pairs.map((pair) => `${pair.ours.toFixed(0)}:${pair.reference.toFixed(0)}`).join('  '));
    return ratio({ name, aim: atLeast(0.6), pairs, unit: 'creates/s' });
  };
  return [
    await compare('http-create, insert removed', () => noInsert()),
    await compare('http-create, all queries removed', () => noDatabase()),
  ];
}

async function startServer(composition: Composition, url: string, setting: Setting) {
  const server = startChild(join(import.meta.dirname, 'server.ts'), setting);
  server.send({ url, composition } satisfies ServerOrder);
  return server.receive<Pick<Load, 'port' | 'key'>>();
}
