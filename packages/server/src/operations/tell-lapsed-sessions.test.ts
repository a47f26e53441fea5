import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DIALECTS, type Dialect } from '../core/dialect.ts';
import { fromPublicId } from '../core/identity/public-id.ts';
import { readDevnetTo, seeTransfer, toldOf } from '../testing/books.ts';
import { deliverFor } from '../testing/deliver-for.ts';
import { createReceiver } from '../testing/receiver.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';
import { PostponedWorkError } from './one-by-one.ts';
import { tellLapsedSessions } from './tell-lapsed-sessions.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());
const running: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
});

const PAST_GRACE_MS = 3_600_000;
const faults: unknown[] = [];
afterEach(() => expect(faults.splice(0)).toEqual([]));
const ORDER = { amount: { value: '39.99', currency: 'USD' } };

async function underpaid(): Promise<{ id: string; half: bigint }> {
  const { body } = await api.call('POST', '/checkout_sessions', { body: ORDER });
  const half = BigInt(body.amount.wei) / 2n;
  await seeTransfer(api, body.id, { amountAtomic: half, confirmed: true });
  return { id: body.id, half };
}

const tell = () =>
  tellLapsedSessions({ store: api.database.store, runtime: api.clock, resource: api.sessions.resource }, faults);

async function lapse() {
  api.clock.advance(PAST_GRACE_MS);
  await readDevnetTo(api, api.clock.now());
  const changes = await tell();
  api.sessions.onChanges(changes);
  return changes;
}

const idsOf = (changes: Awaited<ReturnType<typeof tell>>) => changes.map(({ told }) => told);

describe('an underpaid session whose grace window is over', () => {
  it('is told once, with a version of its own, and keeps its status', async () => {
    const { id } = await underpaid();
    api.clock.advance(PAST_GRACE_MS);
    // The network has not been read that far: what is in its blocks may still count.
    expect(await tell()).toEqual([]);
    await readDevnetTo(api, api.clock.now());
    expect(idsOf(await tell())).toEqual([['session.lapsed']]);
    expect(await tell()).toEqual([]);
    const told = await toldOf(api, id);
    expect(told.map(({ type, version, data }) => [type, version, data['status'], data['graceOver']])).toEqual([
      ['session.created', 1, 'pending', false],
      ['session.underpaid', 2, 'underpaid', false],
      ['session.lapsed', 3, 'underpaid', true],
    ]);
    const { body } = await api.call('GET', `/checkout_sessions/${id}`);
    expect(body).toMatchObject({ status: 'underpaid', graceOver: true, version: 3 });
  });

  it('can be accepted afterwards, which is a later version', async () => {
    const { id } = await underpaid();
    await lapse();
    const { status, body } = await api.call('POST', `/checkout_sessions/${id}/accept`, { body: { reason: 'A gift.' } });
    expect([status, body.status, body.version]).toEqual([200, 'paid', 4]);
  });

  it('is told although another’s row cannot be read, which is put aside', async () => {
    const [broken, sound] = [await underpaid(), await underpaid()];
    const id = fromPublicId('session', broken.id);
    const { rows } = await api.database.pool.query('SELECT terms::text FROM sessions WHERE id = $1', [id]);
    const write = (terms: string) =>
      api.database.pool.query('UPDATE sessions SET terms = $2 WHERE id = $1', [id, terms]);
    await write('null');
    expect((await lapse()).map(({ sessionId }) => sessionId)).toEqual([fromPublicId('session', sound.id)]);
    expect(faults.splice(0)).toEqual([expect.any(PostponedWorkError)]);
    await write(rows[0].terms);
    expect(await tell()).toEqual([]);
    api.clock.advance(5_001);
    expect(idsOf(await tell())).toEqual([['session.lapsed']]);
  });

  it('is not told of one that was paid in time, nor of one that nothing was paid to', async () => {
    const { id, half } = await underpaid();
    await seeTransfer(api, id, { amountAtomic: half, confirmed: true });
    await api.call('POST', '/checkout_sessions', { body: ORDER });
    expect(await lapse()).toEqual([]);
  });
});

describe('the end of an underpaid session’s grace window', () => {
  const EXPECTED: Readonly<Record<Dialect, object>> = {
    canonical: { type: 'session.lapsed', data: { status: 'underpaid', graceOver: true } },
    wewire: { type: 'session.lapsed', data: { status: 'underpaid' } },
    paybytoken: { type: 'checkout_session:expired', data: { object: { status: 'expired' } } },
    radom: { type: 'session.expired', data: { sessionStatus: 'expired' } },
    paymentgateway: { status: -2 },
  };

  async function endpointFor(dialect: Dialect, events: readonly string[]) {
    const shop = await createReceiver();
    running.push({ stop: shop.close });
    const body = { url: shop.url, events, dialect };
    const { body: endpoint } = await api.call('POST', '/webhook_endpoints', { body });
    running.push({ stop: () => api.call('DELETE', `/webhook_endpoints/${endpoint.id}`) });
    return shop;
  }

  it.each(DIALECTS)('is told in the words of %s', async (dialect) => {
    const { id } = await underpaid();
    const events = dialect === 'canonical' || dialect === 'wewire' ? ['session.lapsed'] : ['session.expired'];
    const shop = await endpointFor(dialect, events);
    running.push(deliverFor(api));
    await lapse();
    await shop.received(1);
    const body = JSON.parse(shop.requests[0]!.body);
    expect(body).toMatchObject(EXPECTED[dialect]);
    if (dialect === 'paybytoken') {
      const { body: event } = await api.call('GET', `/v1/events/${body.id}`);
      // The page's token is drawn anew by the worker of this test.
      expect({ ...event.data.object, csrf_token: 'token' }).toMatchObject({ ...body.data.object, csrf_token: 'token' });
    }
    expect((await toldOf(api, id)).at(-1)!.type).toBe('session.lapsed');
  });

  it('is no expiry to those who speak our own words, and wait for that alone', async () => {
    await underpaid();
    const expired = await endpointFor('canonical', ['session.expired']);
    const both = await endpointFor('canonical', ['session.expired', 'session.lapsed']);
    running.push(deliverFor(api));
    await lapse();
    await both.received(1);
    expect(both.requests.map(({ body }) => JSON.parse(body).type)).toEqual(['session.lapsed']);
    expect(expired.requests).toEqual([]);
  });

  it('is asked for at PayByToken’s endpoints with the word for what has expired', async () => {
    const body = { url: 'https://shop.example/hook', events: ['checkout_session:expired'] };
    const { body: endpoint } = await api.call('POST', '/v1/webhook_endpoints', { body });
    expect(endpoint.events).toEqual(['checkout_session:expired']);
    const { body: same } = await api.call('GET', `/webhook_endpoints/${endpoint.id}`);
    expect(same.events).toEqual(['session.expired', 'session.lapsed']);
  });
});
