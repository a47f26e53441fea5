import { join } from 'node:path';
import { alternate } from '../alternate.ts';
import { startChild } from '../child.ts';
import { openDurableDatabase } from '../durable-database.ts';
import type { Load } from '../http-create/load.ts';
import type { ServerOrder, StartedServer } from '../http-create/server.ts';
import type { Measure, Setting } from '../measure.ts';
import { type Aim, atLeast, type Line, type Result, ratio } from '../result.ts';
import { CONTROL, type CreateRequest, DIALECT_REQUESTS, type DialectRequest } from './bodies.ts';
import { refuseAnotherCheckout } from './same-checkout.ts';

const CONNECTIONS = 64;
const SECONDS = 2;
const WARM_UP_SECONDS = 3;

/**
 * A create in each dialect against a create of the same checkout in the canonical API, on the same server. First the
 * canonical one against itself: its worst round is what chance does, and no dialect's median is to be below it.
 */
export const dialectCreate: Measure = { name: 'dialect-create', run };

async function run(setting: Setting): Promise<readonly Line[]> {
  const { url, pool } = await openDurableDatabase(setting);
  const client = startChild(join(import.meta.dirname, '../http-create/client.ts'), setting);
  await client.receive();
  const server = startChild(join(import.meta.dirname, '../http-create/server.ts'), setting);
  server.send({ url, composition: 'database' } satisfies ServerOrder);
  const started = await server.receive<StartedServer>();
  const { port, key, siteId } = started;
  for (const request of DIALECT_REQUESTS) await refuseAnotherCheckout(started, request);

  const rateOf = (request: CreateRequest) => async (seconds: number) => {
    await pool.query('CHECKPOINT');
    const { status, body } = request;
    const load: Load = { port, key, connections: CONNECTIONS, seconds, path: request.path(siteId), status, body };
    client.send(load);
    return client.receive<number>();
  };
  const compare = async (request: DialectRequest, aim: Aim | null): Promise<Result> => {
    const [ours, canonical] = [rateOf(request), rateOf(request.canonical)];
    await ours(WARM_UP_SECONDS);
    await canonical(WARM_UP_SECONDS);
    const pairs = await alternate(
      setting.rounds,
      () => ours(SECONDS),
      () => canonical(SECONDS),
    );
    setting.say(pairs.map((pair) => `${pair.ours.toFixed(0)}:${pair.reference.toFixed(0)}`).join('  '));
    return ratio({ name: `dialect-create, ${request.name}`, aim, pairs, unit: 'creates/s' });
  };

  const control = await compare(CONTROL, null);
  const lines: Line[] = [control];
  for (const request of DIALECT_REQUESTS) lines.push(await compare(request, atLeast(control.value.min)));
  return lines;
}
