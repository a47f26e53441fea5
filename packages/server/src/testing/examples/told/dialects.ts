import type { Dialect } from '../../../core/dialect.ts';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { MAKERS, uuidOfAnswer } from '../../every-dialect.ts';
import { bringTo } from '../../session-states.ts';
import type { TestApi } from '../../test-api.ts';
import { made, type ToldEvent } from './scene.ts';

/** What makes the order of `MAKERS` one that the devnet alone can pay. */
const BODIES: Readonly<Record<Exclude<Dialect, 'canonical'>, object>> = {
  paybytoken: { supported_tokens: [{ chain: 'Devnet', currency: 'USDC' }] },
  radom: {},
  wewire: {},
  paymentgateway: { externalReference: 'order-123' },
};

/** A paid session in each of the other APIs' words. The last one's notification goes to `ipnUrl`. */
export async function tellInOtherWords(api: TestApi, ipnUrl: string): Promise<readonly ToldEvent[]> {
  const paid = async (dialect: Exclude<Dialect, 'canonical'>, more: object = {}) => {
    const { path, body } = MAKERS[dialect];
    const order = { ...body, ...BODIES[dialect], metadata: { orderId: '123' }, ...more };
    const answer = made(await api.call('POST', path(await siteOf(api)), { body: order }));
    await bringTo(api, toPublicId('session', uuidOfAnswer(answer)), 'paid');
    return answer.id as string;
  };
  return [
    { entry: 'paybytoken/checkout_session:completed', id: await paid('paybytoken') },
    { entry: 'radom/session.paid', id: await paid('radom') },
    { entry: 'wewire/session.paid', id: await paid('wewire') },
    { entry: 'paymentgateway/notification', id: await paid('paymentgateway', { ipnUrl }) },
  ];
}

async function siteOf(api: TestApi): Promise<string> {
  const query = 'SELECT id FROM sites WHERE organization_id = $1';
  const { rows } = await api.database.pool.query(query, [api.organizationId]);
  return toPublicId('site', rows[0].id);
}
