import { fromPublicId } from '../packages/server/src/core/identity/public-id.ts';
import type { SessionResource } from '../packages/server/src/core/resource/session-resource.ts';
import { NO_DETAILS } from '../packages/server/src/core/session/details.ts';
import { type CreateSessionInput, createSession } from '../packages/server/src/operations/create-session.ts';
import { replayCreate } from '../packages/server/src/operations/replay-create.ts';
import type { ServerProcess } from './server-process.ts';
import type { Order, Shop } from './shop.ts';
import type { WorldParts } from './world.ts';

const ROUTE = 'simulated';
const TOTAL = { minor: 100_00n, currency: 'USD' };

export function newOrder({ chance, networks }: WorldParts, shop: Shop): Order {
  const key = `order ${shop.orders.length + 1}`;
  const isOfOne = chance.oneIn(3);
  const input: CreateSessionInput = {
    ...NO_DETAILS,
    total: TOTAL,
    allowedMethods: isOfOne ? [`${networks[0]!.network.spec.name}:USDC`] : undefined,
    method: undefined,
    expiresIn: chance.pick([60, 120, 300, 600]),
    graceSeconds: chance.pick([0, 120, 600]),
    metadata: { order: key },
  };
  const order = { key, input, answers: [] };
  shop.orders.push(order);
  return order;
}

/** The client asks, or asks again under the same key. As the route does: what was made before is answered from the record. */
export async function ask(parts: WorldParts, process: ServerProcess, shop: Shop, order: Order): Promise<void> {
  const { organization } = parts;
  const { key, input, answers } = order;
  const body = { order: key };
  const made = await createSession(process.sessions.createDeps, organization, input, { route: ROUTE, key, body });
  if (made.outcome === 'refused') throw new Error(made.message);
  const snapshot = made.outcome === 'created' ? made.snapshot : await replayed();
  const { id, address, methods, expiresAt, graceEndsAt } = JSON.parse(snapshot) as SessionResource;
  answers.push(id);
  if (shop.sessions.some((known) => known.id === id)) return;
  const deadlines = [expiresAt, graceEndsAt].map((at) => Date.parse(at));
  const payer = parts.chance.oneIn(4) ? 'short' : 'ordinary';
  shop.sessions.push({ uuid: fromPublicId('session', id)!, id, address: address!, methods, deadlines, payer });

  async function replayed(): Promise<string> {
    const known = await replayCreate(process.store, organization, { route: ROUTE, key }, body);
    if (known.outcome !== 'replayed')
      throw new Error(`6: the key «${key}» is taken, and its answer is ${known.outcome}`);
    return known.snapshot;
  }
}
