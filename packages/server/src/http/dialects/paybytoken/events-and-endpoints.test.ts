import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromCheckoutId } from '../../../core/identity/checkout-id.ts';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { SESSION_EVENT_TYPES } from '../../../core/webhook/event-types.ts';
import { runOut, seeTransfer } from '../../../testing/books.ts';
import { strictly } from '../../../testing/strictly.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';
import { endpointList, endpointObject, endpointWithSecret } from './endpoint-schema.ts';
import { eventWord } from './event-words.ts';
import { presentPayByTokenEvent } from './present-event.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = {
  currency: 'USD',
  line_items: [{ unit_amount: '10', quantity: 1, product_data: { name: 'Tea' } }],
  metadata: { orderId: '123' },
};
const newSession = async () => (await api.call('POST', '/v1/checkout_sessions', { body: ORDER })).body;
const canonicalId = (id: string) => toPublicId('session', fromCheckoutId(id)!.uuid);
const events = async (query = '') => (await api.call('GET', `/v1/events${query}`)).body;
const typesOfSession = async (id: string): Promise<string[]> =>
  (await events('?limit=100')).data
    .filter(({ data }: { data: { object: { id: string } } }) => data.object.id === id)
    .map(({ type }: { type: string }) => type);

describe('an event', () => {
  it('tells the session in this API’s words, with its metadata', async () => {
    const session = await newSession();
    const { data } = await events('?limit=1');
    expect(data).toEqual([
      {
        id: expect.stringMatching(/^evt_/),
        object: 'event',
        type: 'checkout_session:created',
        created_at: session.created_at,
        livemode: false,
        version: 1,
        data: { object: session },
      },
    ]);
    expect(data[0].data.object.metadata).toEqual({ orderId: '123' });
    expect((await api.call('GET', `/v1/events/${data[0].id}`)).body).toEqual(data[0]);
  });

  it('is `checkout_session:completed` once it is paid, in time or late', async () => {
    const [paid, late] = [await newSession(), await newSession()];
    const pay = (id: string) =>
      seeTransfer(api, canonicalId(id), { amountAtomic: 10_000_000n, contract: USDC, confirmed: true });
    await pay(paid.id);
    expect(await typesOfSession(paid.id)).toEqual(['checkout_session:completed', 'checkout_session:created']);
    const { data } = await events('?limit=1');
    expect(data[0].data.object).toMatchObject({ id: paid.id, status: 'completed', selected_token: 'USDC' });
    await runOut(api, canonicalId(late.id));
    await pay(late.id);
    expect(await typesOfSession(late.id)).toEqual([
      'checkout_session:completed',
      'checkout_session:expired',
      'checkout_session:created',
    ]);
  });

  it('has a word for everything that is told of a session', () => {
    expect(SESSION_EVENT_TYPES.map(eventWord)).toEqual([
      'checkout_session:created',
      'checkout_session:pending',
      'checkout_session:detected',
      'checkout_session:underpaid',
      'checkout_session:overpaid',
      'checkout_session:completed',
      'checkout_session:completed',
      'checkout_session:expired',
      'checkout_session:canceled',
      'checkout_session:failed',
      'checkout_session:extended',
      'checkout_session:expired',
    ]);
  });

  it('tells what is no session under its own names in snake case', () => {
    const event = {
      organizationId: api.organizationId,
      id: '0193a3f0-6c1e-7cc0-8d2a-5f0d6b6f3c11',
      livemode: false,
      type: 'webhook.test',
      version: null,
      data: { object: 'webhook_test', sentTo: [{ endpointUrl: null }], metadata: { orderId: 1 } },
      createdAt: Date.parse('2026-01-31T12:00:00.000Z'),
    };
    const context = { organizationId: api.organizationId, publicUrl: '', csrfTokenOf: () => '' };
    expect(presentPayByTokenEvent(event, context)).toEqual({
      id: toPublicId('event', event.id),
      object: 'event',
      type: 'webhook:test',
      created_at: '2026-01-31T12:00:00.000Z',
      livemode: false,
      version: null,
      data: { object: { object: 'webhook_test', sent_to: [{ endpoint_url: null }], metadata: { orderId: 1 } } },
    });
  });

  it('is nobody else’s', async () => {
    await newSession();
    const { data } = await events('?limit=1');
    for (const key of [api.keys.stranger, api.keys.live]) {
      expect((await api.call('GET', '/v1/events', { key })).body.data).toEqual([]);
      const { status, body } = await api.call('GET', `/v1/events/${data[0].id}`, { key });
      expect([status, body.error.code]).toEqual([404, 'event_not_found']);
    }
  });
});

describe('a webhook endpoint', () => {
  const URL = 'https://shop.example/hook';
  const create = (body: object, options: object = {}) =>
    api.call('POST', '/v1/webhook_endpoints', { body: { url: URL, ...body }, ...options });

  it('is made, read, listed, changed and deleted', async () => {
    const { status, body } = await create({ events: ['checkout_session:completed'], description: 'Shop' });
    expect(status).toBe(201);
    expect(strictly(endpointWithSecret).safeParse(body).error).toBeUndefined();
    const { secret, ...endpoint } = body;
    expect(secret).toMatch(/^whsec_/);
    expect(endpoint).toMatchObject({
      object: 'webhook_endpoint',
      url: URL,
      description: 'Shop',
      events: ['checkout_session:completed'],
      status: 'enabled',
      disabled_reason: null,
      livemode: false,
    });
    const path = `/v1/webhook_endpoints/${endpoint.id}`;
    expect((await api.call('GET', path)).body).toEqual(endpoint);
    const { body: list } = await api.call('GET', '/v1/webhook_endpoints');
    expect(list).toEqual({ object: 'list', data: [endpoint], has_more: false, next_cursor: null });
    expect(strictly(endpointList).safeParse(list).error).toBeUndefined();
    const changed = await api.call('PATCH', path, { body: { status: 'disabled', events: ['*'] } });
    expect(changed.body).toMatchObject({ status: 'disabled', events: ['*'], description: 'Shop' });
    expect(strictly(endpointObject).safeParse(changed.body).error).toBeUndefined();
    const deleted = await api.call('DELETE', path);
    expect(deleted.body).toEqual({ id: endpoint.id, object: 'webhook_endpoint', deleted: true });
    expect((await api.call('GET', path)).body.error).toMatchObject({
      code: 'webhook_endpoint_not_found',
      request_id: expect.any(String),
    });
  });

  it('is told in this API’s words, of both ways of being paid', async () => {
    const { body } = await create({ events: ['checkout_session:completed', 'checkout_session:expired'] });
    const { rows } = await api.database.pool.query(
      'SELECT dialect, event_types FROM webhook_endpoints WHERE deleted_at IS NULL',
    );
    expect(rows).toEqual([
      {
        dialect: 'paybytoken',
        event_types: ['session.paid', 'session.paid_late', 'session.expired', 'session.lapsed'],
      },
    ]);
    await api.call('DELETE', `/v1/webhook_endpoints/${body.id}`);
  });

  it('is told everything where it says nothing', async () => {
    const { body } = await create({});
    expect(body.events).toEqual(['*']);
    await api.call('DELETE', `/v1/webhook_endpoints/${body.id}`);
  });

  it('is made once under one key, with the secret in the replay', async () => {
    const headers = { 'idempotency-key': 'endpoint-1' };
    const first = await create({}, { headers });
    const again = await create({}, { headers });
    expect([again.headers['idempotent-replayed'], again.body]).toEqual(['true', first.body]);
    expect((await create({ description: 'Other' }, { headers })).body.error.code).toBe('idempotency_key_reused');
    await api.call('DELETE', `/v1/webhook_endpoints/${first.body.id}`);
  });

  it('is nobody else’s', async () => {
    const { body } = await create({});
    const path = `/v1/webhook_endpoints/${body.id}`;
    for (const key of [api.keys.stranger, api.keys.live]) {
      expect((await api.call('GET', path, { key })).status).toBe(404);
      expect((await api.call('PATCH', path, { key, body: { status: 'disabled' } })).status).toBe(404);
      expect((await api.call('DELETE', path, { key })).status).toBe(404);
    }
    expect((await api.call('GET', path)).body.status).toBe('enabled');
  });

  it.each([
    [{ events: ['session.paid'] }, 'parameter_invalid', 'events.0'],
    [{ events: [] }, 'parameter_invalid', 'events'],
    [{ dialect: 'canonical' }, 'parameter_unknown', 'dialect'],
    [{ secret: 'whsec_mine' }, 'parameter_unknown', 'secret'],
  ])('names the field at fault: %j', async (body, code, param) => {
    const answer = await create(body);
    expect([answer.status, answer.body.error.code, answer.body.error.param]).toEqual([400, code, param]);
  });
});
