import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIALECTS, type Dialect } from '../../core/dialect.ts';
import { toPublicId } from '../../core/identity/public-id.ts';
import { MAKERS, READERS, uuidOfAnswer } from '../../testing/every-dialect.ts';
import { bringTo, STATES, type State, statusIn } from '../../testing/session-states.ts';
import { createTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
let site: string;
beforeAll(async () => {
  api = await createTestApi();
  const { rows } = await api.database.pool.query('SELECT id FROM sites WHERE organization_id = $1', [
    api.organizationId,
  ]);
  site = rows[0].id;
});
afterAll(() => api.close());

/** «One status, five spellings», and what the pages say of underpaid sessions whose grace window is over. */
const SPELLED: Readonly<Record<State, Omit<Record<Dialect, unknown>, 'wewire'>>> = {
  pending: { canonical: 'pending', paybytoken: 'open', radom: 'pending', paymentgateway: null },
  detected: { canonical: 'detected', paybytoken: 'open', radom: 'pending', paymentgateway: 0 },
  underpaid: { canonical: 'underpaid', paybytoken: 'open', radom: 'pending', paymentgateway: 0 },
  overpaid: { canonical: 'overpaid', paybytoken: 'open', radom: 'pending', paymentgateway: 0 },
  paid: { canonical: 'paid', paybytoken: 'completed', radom: 'success', paymentgateway: 1 },
  paid_late: { canonical: 'paid_late', paybytoken: 'completed', radom: 'success', paymentgateway: 1 },
  expired: { canonical: 'expired', paybytoken: 'expired', radom: 'expired', paymentgateway: -2 },
  canceled: { canonical: 'canceled', paybytoken: 'canceled', radom: 'cancelled', paymentgateway: -2 },
  failed: { canonical: 'failed', paybytoken: 'canceled', radom: 'failed', paymentgateway: 2 },
  lapsed: { canonical: 'underpaid', paybytoken: 'expired', radom: 'expired', paymentgateway: -2 },
};

// biome-ignore lint/suspicious/noExplicitAny: five shapes.
type Answer = any;

/** What every API says of a session, each at its own place. */
const FACTS: Readonly<Record<Dialect, (body: Answer) => object>> = {
  canonical: (body) => ({ status: body.status, total: Number(body.amountTotal), currency: body.currency }),
  paybytoken: (body) => ({ status: body.status, total: Number(body.amount_total), currency: body.currency }),
  radom: (body) => ({ status: body.sessionStatus, total: Number(body.total), currency: body.currency }),
  wewire: (body) => ({ status: body.status, total: body.amount, currency: body.currency }),
  paymentgateway: (body) => ({ status: body.status, total: body.amount / 100, currency: body.currency }),
};

async function make(maker: Dialect): Promise<string> {
  const { path, body } = MAKERS[maker];
  const answer = await api.call('POST', path(site), { body: { ...body, metadata: { orderId: maker } } });
  expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
  return uuidOfAnswer(answer.body);
}

const itemsOf = (list: Answer): readonly Answer[] => (Array.isArray(list) ? list : list.data);

describe.each(DIALECTS)('a session made through %s can be read through every other', (maker) => {
  it.each(STATES)('when it is %s', async (state) => {
    const uuid = await make(maker);
    await bringTo(api, toPublicId('session', uuid), state);
    for (const reader of DIALECTS) {
      const { one, list } = READERS[reader];
      const { status, body } = await api.call('GET', one(uuid));
      expect(status, reader).toBe(200);
      const spelled = reader === 'wewire' ? statusIn(state) : SPELLED[state][reader];
      expect(FACTS[reader](body), reader).toEqual({ status: spelled, total: 39.99, currency: 'USD' });
      expect([uuidOfAnswer(body), body.metadata], reader).toEqual([uuid, { orderId: maker }]);
      const [newest] = itemsOf((await api.call('GET', list)).body);
      expect(newest, reader).toEqual(body);
    }
  });
});

describe('a session that another API made', () => {
  it.each(DIALECTS)('is nobody else’s through %s', async (reader) => {
    for (const maker of DIALECTS) {
      const uuid = await make(maker);
      for (const key of [api.keys.live, api.keys.stranger]) {
        expect((await api.call('GET', READERS[reader].one(uuid), { key })).status).toBe(404);
        expect(itemsOf((await api.call('GET', READERS[reader].list, { key })).body)).toEqual([]);
      }
    }
  });
});
