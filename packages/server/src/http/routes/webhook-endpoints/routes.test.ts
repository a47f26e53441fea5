import Fastify, { type FastifyInstance } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { dispatchEvents } from '../../../operations/dispatch-events.ts';
import type { Principal } from '../../../operations/principal.ts';
import { createTestDatabase, type TestDatabase } from '../../../testing/database.ts';
import { createWebhookBench, type WebhookBench } from '../../../testing/webhook-bench.ts';
import { requireApiKey } from '../../authenticate.ts';
import { handleErrors } from '../../error-handler.ts';
import { acceptJsonBodies } from '../../json-body.ts';
import { listOf } from '../../pagination.ts';
import { eventRoutes } from '../events/routes.ts';
import { eventObject } from '../events/schema.ts';
import { webhookDeliveryRoutes } from '../webhook-deliveries/routes.ts';
import { deliveryObject, deliveryWithAttempts } from '../webhook-deliveries/schema.ts';
import { webhookEndpointRoutes } from './routes.ts';
import { deletedEndpoint, endpointObject, endpointWithSecret } from './schema.ts';

const URL = 'https://shop.example/hook';

let database: TestDatabase;
let bench: WebhookBench;
let app: FastifyInstance;
let principals: Record<string, Principal>;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query(
    'TRUNCATE events, webhook_endpoints, webhook_deliveries, webhook_attempts, idempotency_records',
  );
  bench = createWebhookBench(database.store);
  principals = {
    test: bench.principal,
    live: { ...bench.principal, livemode: true },
    stranger: { ...bench.principal, organizationId: bench.clock.newId() },
  };
  app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  acceptJsonBodies(app);
  handleErrors(app);
  requireApiKey(app, async (key) => principals[key]);
  for (const routes of [webhookEndpointRoutes, eventRoutes, webhookDeliveryRoutes]) {
    await app.register(routes, { prefix: '/api/v1', deps: bench });
  }
});

async function call(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
  key = 'test',
  headers = {},
) {
  const response = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${key}`, ...headers },
    ...(body && { payload: body }),
  });
  return { status: response.statusCode, headers: response.headers, body: response.json() };
}

/** The answer must be what the API's description says, with nothing beside. */
function shaped<S extends z.core.$ZodLooseShape>(schema: z.ZodObject<S>, body: unknown) {
  return schema.strict().parse(body);
}

async function create(body: object = {}, key = 'test') {
  const created = await call('POST', '/webhook_endpoints', { url: URL, events: ['*'], ...body }, key);
  expect(created.status).toBe(201);
  return shaped(endpointWithSecret, created.body);
}

describe('webhook endpoints', () => {
  it('are created with a secret that is shown there and nowhere else', async () => {
    const made = await create({ events: ['session.paid'], description: 'orders' });
    expect(made).toMatchObject({
      url: URL,
      events: ['session.paid'],
      description: 'orders',
      status: 'enabled',
      livemode: false,
    });
    expect(made.id).toMatch(/^we_[0-9A-Za-z]{22}$/);
    expect(made.secret).toMatch(/^whsec_/);
    const read = await call('GET', `/webhook_endpoints/${made.id}`);
    const { secret: _secret, ...shown } = made;
    expect(shaped(endpointObject, read.body)).toEqual(shown);
    const list = await call('GET', '/webhook_endpoints');
    expect(listOf(endpointObject.strict()).parse(list.body).data).toEqual([shown]);
  });

  it('keep their secret encrypted at rest', async () => {
    const { secret } = await create();
    const { rows } = await database.pool.query(`SELECT encode(secret, 'escape') AS text FROM webhook_endpoints`);
    expect(rows[0].text).not.toContain(secret.slice(0, 20));
  });

  it('are updated field by field', async () => {
    const { id } = await create({ description: 'orders' });
    const changed = await call('PATCH', `/webhook_endpoints/${id}`, {
      events: ['session.expired'],
      status: 'disabled',
    });
    expect(changed.status).toBe(200);
    expect(shaped(endpointObject, changed.body)).toMatchObject({
      url: URL,
      description: 'orders',
      events: ['session.expired'],
      status: 'disabled',
      disabledReason: null,
    });
    expect((await call('PATCH', `/webhook_endpoints/${id}`, { description: null })).body).toMatchObject({
      description: null,
    });
  });

  it('are deleted, and then do not exist', async () => {
    const { id } = await create();
    const gone = await call('DELETE', `/webhook_endpoints/${id}`);
    expect(gone.status).toBe(200);
    expect(shaped(deletedEndpoint, gone.body)).toEqual({ id, object: 'webhook_endpoint', deleted: true });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/test'],
      ['POST', '/rotate_secret'],
    ] as const) {
      const answer = await call(method, `/webhook_endpoints/${id}${path}`);
      expect([answer.status, answer.body.error.code]).toEqual([404, 'webhook_endpoint_not_found']);
    }
    expect((await call('GET', '/webhook_endpoints')).body.data).toEqual([]);
  });

  it('rotate their secret, the old one signing for a day unless another time is asked', async () => {
    const made = await create();
    const rotated = await call('POST', `/webhook_endpoints/${made.id}/rotate_secret`);
    expect(rotated.status).toBe(200);
    const fresh = shaped(endpointWithSecret, rotated.body);
    expect(fresh.secret).not.toBe(made.secret);
    const overlapMs = Date.parse(fresh.previousSecretExpiresAt!) - Date.parse(fresh.updatedAt);
    expect(overlapMs).toBe(24 * 3600 * 1000);
    const atOnce = await call('POST', `/webhook_endpoints/${made.id}/rotate_secret`, { expiresInSeconds: 0 });
    expect(atOnce.body.previousSecretExpiresAt).toBeNull();
  });

  it('replay a create with the same Idempotency-Key, its secret included, and make no second one', async () => {
    const body = { url: URL, events: ['*'] };
    const headers = { 'idempotency-key': 'k1' };
    const first = await call('POST', '/webhook_endpoints', body, 'test', headers);
    const second = await call('POST', '/webhook_endpoints', body, 'test', headers);
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect((await call('GET', '/webhook_endpoints')).body.data).toHaveLength(1);
  });

  it.each([
    ['no url', { url: undefined }, 'parameter_missing', 'url'],
    ['an internal address', { url: 'http://10.0.0.1/' }, 'webhook_url_refused', 'url'],
    ['the metadata service', { url: 'http://169.254.169.254/' }, 'webhook_url_refused', 'url'],
    ['a decimal host', { url: 'http://2852039166/' }, 'webhook_url_refused', 'url'],
    ['file:', { url: 'file:///etc/passwd' }, 'webhook_url_refused', 'url'],
    ['javascript:', { url: 'javascript:alert(1)' }, 'webhook_url_refused', 'url'],
    ['credentials', { url: 'https://a:b@shop.example/' }, 'webhook_url_refused', 'url'],
    ['no URL', { url: 'shop' }, 'webhook_url_refused', 'url'],
    ['no events', { events: [] }, 'parameter_invalid', 'events'],
    ['an unknown event', { events: ['session.won'] }, 'parameter_invalid', 'events.0'],
    ['the test event', { events: ['webhook.test'] }, 'parameter_invalid', 'events.0'],
    ['* beside a type', { events: ['*', 'session.paid'] }, 'parameter_invalid', 'events'],
    ['a type twice', { events: ['session.paid', 'session.paid'] }, 'parameter_invalid', 'events'],
    ['its own secret', { secret: 'whsec_mine' }, 'parameter_unknown', 'secret'],
    ['livemode', { livemode: true }, 'parameter_unknown', 'livemode'],
    ['a long description', { description: 'x'.repeat(501) }, 'parameter_invalid', 'description'],
  ])('refuse %s', async (_name, over, code, param) => {
    const answer = await call('POST', '/webhook_endpoints', { url: URL, events: ['*'], ...over });
    expect([answer.status, answer.body.error.code, answer.body.error.param]).toEqual([400, code, param]);
    expect((await call('GET', '/webhook_endpoints')).body.data).toEqual([]);
  });

  it('take https: alone in live mode', async () => {
    const body = { url: 'http://shop.example/hook', events: ['*'] };
    const refused = await call('POST', '/webhook_endpoints', body, 'live');
    expect([refused.status, refused.body.error.code]).toEqual([400, 'webhook_url_refused']);
    expect((await create({}, 'live')).livemode).toBe(true);
  });

  it('are at most sixteen in each mode', async () => {
    for (let i = 0; i < 16; i++) await create();
    const refused = await call('POST', '/webhook_endpoints', { url: URL, events: ['*'] });
    expect([refused.status, refused.body.error.code]).toEqual([409, 'too_many_webhook_endpoints']);
    await create({}, 'live');
  });

  it('are listed newest first, page by page', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      ids.unshift((await create()).id);
      bench.clock.advance(5);
    }
    const first = await call('GET', '/webhook_endpoints?limit=2');
    expect(first.body).toMatchObject({ object: 'list', hasMore: true, nextCursor: ids[1] });
    const rest = await call('GET', `/webhook_endpoints?limit=2&starting_after=${ids[1]}`);
    expect(rest.body).toMatchObject({ hasMore: false, nextCursor: null });
    expect([...first.body.data, ...rest.body.data].map((one: { id: string }) => one.id)).toEqual(ids);
    expect((await call('GET', '/webhook_endpoints?starting_after=cs_x')).body.error.code).toBe(
      'starting_after_not_found',
    );
    expect((await call('GET', '/webhook_endpoints?limit=101')).status).toBe(400);
    expect((await call('GET', '/webhook_endpoints?page=2')).body.error.code).toBe('parameter_unknown');
  });
});

describe('events and deliveries', () => {
  async function delivered() {
    const endpoint = await create();
    const [event] = await bench.events(1, { version: 2 });
    await dispatchEvents(bench, 10);
    const deliveries = (await call('GET', '/webhook_deliveries')).body.data;
    return { endpoint, event: event!, eventId: toPublicId('event', event!.id), delivery: deliveries[0] };
  }

  it('show an event as its deliveries say it', async () => {
    const { eventId } = await delivered();
    const read = await call('GET', `/events/${eventId}`);
    expect(shaped(eventObject, read.body)).toMatchObject({
      id: eventId,
      object: 'event',
      type: 'session.paid',
      version: 2,
    });
    expect((await call('GET', '/events')).body.data).toEqual([read.body]);
  });

  it('filter events by type, session and time', async () => {
    const sessionId = bench.clock.newId();
    await bench.events(1, { type: 'session.paid', sessionId });
    const [later] = await bench.events(1, { type: 'session.expired', createdAt: bench.clock.now() + 60_000 });
    const types = async (query: string) =>
      (await call('GET', `/events?${query}`)).body.data.map((event: { type: string }) => event.type);
    expect(await types('')).toEqual(['session.expired', 'session.paid']);
    expect(await types('type=session.paid')).toEqual(['session.paid']);
    expect(await types(`session=${toPublicId('session', sessionId)}`)).toEqual(['session.paid']);
    const at = encodeURIComponent(new Date(later!.createdAt).toISOString());
    expect(await types(`created_gte=${at}`)).toEqual(['session.expired']);
    expect(await types(`created_lt=${at}`)).toEqual(['session.paid']);
    expect((await call('GET', '/events?type=session.won')).body.error).toMatchObject({ param: 'type' });
    expect((await call('GET', '/events?created_gte=yesterday')).body.error).toMatchObject({ param: 'created_gte' });
    expect((await call('GET', '/events?session=we_1')).body.error).toMatchObject({ param: 'session' });
  });

  it('show a delivery with the log of its attempts', async () => {
    const { delivery, endpoint, eventId } = await delivered();
    await database.pool.query(
      `INSERT INTO webhook_attempts SELECT organization_id, id, 1, created_at, 12, 500, 'no', 'replied 500' FROM webhook_deliveries`,
    );
    const read = await call('GET', `/webhook_deliveries/${delivery.id}`);
    expect(shaped(deliveryWithAttempts, read.body)).toMatchObject({
      endpoint: endpoint.id,
      event: eventId,
      eventType: 'session.paid',
      status: 'pending',
      attempts: [{ attempt: 1, durationMs: 12, responseStatus: 500, responseBody: 'no', error: 'replied 500' }],
    });
  });

  it('filter deliveries by endpoint, event and status', async () => {
    const { delivery, endpoint, eventId } = await delivered();
    const ids = async (query: string) =>
      (await call('GET', `/webhook_deliveries?${query}`)).body.data.map((one: { id: string }) => one.id);
    const unknown = bench.clock.newId();
    expect(await ids(`endpoint=${endpoint.id}&event=${eventId}&status=pending`)).toEqual([delivery.id]);
    expect(await ids('status=failed')).toEqual([]);
    expect(await ids(`endpoint=${toPublicId('webhookEndpoint', unknown)}`)).toEqual([]);
    expect(await ids(`event=${toPublicId('event', unknown)}`)).toEqual([]);
    expect((await call('GET', '/webhook_deliveries?endpoint=x')).body.error).toMatchObject({ param: 'endpoint' });
  });

  it('deliver again: a new delivery of the same event, and a worker is woken', async () => {
    const { delivery } = await delivered();
    let woken = 0;
    bench.wake.on('deliveries', () => woken++);
    bench.clock.advance(5);
    const again = await call('POST', `/webhook_deliveries/${delivery.id}/redeliver`);
    expect(again.status).toBe(201);
    const fresh = shaped(deliveryObject, again.body);
    expect(fresh).toMatchObject({
      event: delivery.event,
      endpoint: delivery.endpoint,
      status: 'pending',
      attemptCount: 0,
    });
    expect(fresh.id).not.toBe(delivery.id);
    expect(woken).toBe(1);
  });

  it('do not deliver again to an endpoint that is disabled or deleted', async () => {
    const { delivery, endpoint } = await delivered();
    await call('PATCH', `/webhook_endpoints/${endpoint.id}`, { status: 'disabled' });
    const disabled = await call('POST', `/webhook_deliveries/${delivery.id}/redeliver`);
    expect([disabled.status, disabled.body.error.code]).toEqual([409, 'webhook_endpoint_disabled']);
    await call('DELETE', `/webhook_endpoints/${endpoint.id}`);
    const deleted = await call('POST', `/webhook_deliveries/${delivery.id}/redeliver`);
    expect([deleted.status, deleted.body.error.code]).toEqual([404, 'webhook_endpoint_not_found']);
  });

  it('queue a test event, which is an event like any other', async () => {
    const { id } = await create();
    const sent = await call('POST', `/webhook_endpoints/${id}/test`);
    expect(sent.status).toBe(201);
    expect(shaped(eventObject, sent.body)).toMatchObject({ type: 'webhook.test', data: { endpoint: id } });
    expect((await call('GET', `/events/${sent.body.id}`)).body).toEqual(sent.body);
    await call('PATCH', `/webhook_endpoints/${id}`, { status: 'disabled' });
    expect((await call('POST', `/webhook_endpoints/${id}/test`)).body.error.code).toBe('webhook_endpoint_disabled');
  });

  it.each(['stranger', 'live'])('do not exist for the %s', async (key) => {
    const { delivery, endpoint, eventId } = await delivered();
    const attempts = [
      await call('GET', `/webhook_endpoints/${endpoint.id}`, undefined, key),
      await call('PATCH', `/webhook_endpoints/${endpoint.id}`, { description: 'mine' }, key),
      await call('DELETE', `/webhook_endpoints/${endpoint.id}`, undefined, key),
      await call('POST', `/webhook_endpoints/${endpoint.id}/rotate_secret`, undefined, key),
      await call('POST', `/webhook_endpoints/${endpoint.id}/test`, undefined, key),
      await call('GET', `/events/${eventId}`, undefined, key),
      await call('GET', `/webhook_deliveries/${delivery.id}`, undefined, key),
      await call('POST', `/webhook_deliveries/${delivery.id}/redeliver`, undefined, key),
    ];
    expect(attempts.map((attempt) => attempt.status)).toEqual(Array(8).fill(404));
    for (const path of ['/webhook_endpoints', '/events', '/webhook_deliveries']) {
      expect((await call('GET', path, undefined, key)).body.data).toEqual([]);
    }
    expect((await call('GET', `/webhook_endpoints/${endpoint.id}`)).body).toMatchObject({ description: null });
  });
});
