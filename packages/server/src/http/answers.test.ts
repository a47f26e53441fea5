import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { seeTransfer } from '../testing/books.ts';
import { strictly } from '../testing/strictly.ts';
import { type CallResult, createTestApi, type TestApi, USDC } from '../testing/test-api.ts';
import { ERRORS } from './errors.ts';
import { sessionList, sessionObject } from './routes/checkout-sessions/session-object.ts';
import { eventList, eventObject } from './routes/events/schema.ts';
import { methodList } from './routes/payment-methods/schema.ts';
import { publicSessionObject } from './routes/public/schema.ts';
import { clockList, clockObject, deletedClock } from './routes/test/clock-schema.ts';
import { deliveryList, deliveryObject, deliveryWithAttempts } from './routes/webhook-deliveries/schema.ts';
import {
  deletedEndpoint,
  endpointList,
  endpointObject,
  endpointWithSecret,
} from './routes/webhook-endpoints/schema.ts';

let api: TestApi;
let sessionId: string;
let endpointId: string;
let eventId: string;
beforeAll(async () => {
  api = await createTestApi();
  sessionId = await create();
  const endpoint = await call('POST', '/webhook_endpoints', { url: 'https://shop.example/hook', events: ['*'] });
  endpointId = endpoint.body.id;
  eventId = (await call('GET', '/events')).body.data[0].id;
});
afterAll(() => api.close());

const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) =>
  api.call(method, path, body === undefined ? {} : { body });

const ORDER = {
  amount: { value: '99.00', currency: 'USD' },
  method: 'Devnet:USDC',
  description: 'Order 123',
  lineItems: [{ name: 'Tea', quantity: 2, unitAmount: '49.50' }],
  metadata: { orderId: '123' },
  customerEmail: 'ada@example.com',
  successUrl: 'https://example.com/ok',
};
const create = async (): Promise<string> => (await call('POST', '/checkout_sessions', ORDER)).body.id;

/** A delivery that was tried once and failed, as the worker leaves it. */
async function attempted(): Promise<string> {
  const { body } = await call('POST', `/webhook_deliveries/${await queued()}/redeliver`);
  await api.database.pool.query(
    `INSERT INTO webhook_attempts (organization_id, delivery_id, attempt, started_at, duration_ms, response_status, response_body, error)
     SELECT organization_id, id, 1, now(), 12, 500, 'no', 'HTTP 500' FROM webhook_deliveries ORDER BY id DESC LIMIT 1`,
  );
  return body.id;
}

/** A delivery of the first event to the endpoint, as the dispatcher would make it. */
async function queued(): Promise<string> {
  const { rows } = await api.database.pool.query(
    `INSERT INTO webhook_deliveries (organization_id, id, livemode, endpoint_id, event_id, status, next_attempt_at, created_at, updated_at)
     SELECT e.organization_id, $1, false, w.id, e.id, 'pending', now(), now(), now()
     FROM events e, webhook_endpoints w WHERE w.organization_id = e.organization_id AND w.deleted_at IS NULL LIMIT 1
     RETURNING id`,
    [api.clock.newId()],
  );
  expect(rows).toHaveLength(1);
  return (await call('GET', '/webhook_deliveries?limit=1')).body.data[0].id;
}

interface Case {
  readonly status: number;
  readonly schema: z.ZodType;
  readonly ask: () => Promise<CallResult>;
}
const clockPath = async () => `/test/clocks/${(await call('POST', '/test/clocks', {})).body.id}`;
const act = (verb: string) => async () => call('POST', `/checkout_sessions/${await create()}/${verb}`);

const CASES: Readonly<Record<string, Case>> = {
  createCheckoutSession: { status: 201, schema: sessionObject, ask: () => call('POST', '/checkout_sessions', ORDER) },
  listCheckoutSessions: { status: 200, schema: sessionList, ask: () => call('GET', '/checkout_sessions') },
  retrieveCheckoutSession: {
    status: 200,
    schema: sessionObject,
    ask: () => call('GET', `/checkout_sessions/${sessionId}`),
  },
  checkCheckoutSession: { status: 200, schema: sessionObject, ask: act('check') },
  cancelCheckoutSession: { status: 200, schema: sessionObject, ask: act('cancel') },
  expireCheckoutSession: { status: 200, schema: sessionObject, ask: act('expire') },
  extendCheckoutSession: { status: 200, schema: sessionObject, ask: act('extend') },
  retrievePublicCheckoutSession: {
    status: 200,
    schema: publicSessionObject,
    ask: () => call('GET', `/public/checkout_sessions/${sessionId}`),
  },
  createTestClock: { status: 201, schema: clockObject, ask: () => call('POST', '/test/clocks', { name: 'A year' }) },
  listTestClocks: { status: 200, schema: clockList, ask: () => call('GET', '/test/clocks') },
  retrieveTestClock: { status: 200, schema: clockObject, ask: async () => call('GET', await clockPath()) },
  advanceTestClock: {
    status: 200,
    schema: clockObject,
    ask: async () => call('POST', `${await clockPath()}/advance`, { by: 60 }),
  },
  deleteTestClock: { status: 200, schema: deletedClock, ask: async () => call('DELETE', await clockPath()) },
  listPaymentMethods: { status: 200, schema: methodList, ask: () => call('GET', '/payment_methods') },
  createWebhookEndpoint: {
    status: 201,
    schema: endpointWithSecret,
    ask: () => call('POST', '/webhook_endpoints', { url: 'https://shop.example/other', events: ['session.paid'] }),
  },
  listWebhookEndpoints: { status: 200, schema: endpointList, ask: () => call('GET', '/webhook_endpoints') },
  retrieveWebhookEndpoint: {
    status: 200,
    schema: endpointObject,
    ask: () => call('GET', `/webhook_endpoints/${endpointId}`),
  },
  updateWebhookEndpoint: {
    status: 200,
    schema: endpointObject,
    ask: () => call('PATCH', `/webhook_endpoints/${endpointId}`, { description: 'The shop' }),
  },
  rotateWebhookSecret: {
    status: 200,
    schema: endpointWithSecret,
    ask: () => call('POST', `/webhook_endpoints/${endpointId}/rotate_secret`),
  },
  sendTestEvent: { status: 201, schema: eventObject, ask: () => call('POST', `/webhook_endpoints/${endpointId}/test`) },
  listEvents: { status: 200, schema: eventList, ask: () => call('GET', '/events') },
  retrieveEvent: { status: 200, schema: eventObject, ask: () => call('GET', `/events/${eventId}`) },
  listWebhookDeliveries: {
    status: 200,
    schema: deliveryList,
    ask: async () => {
      await queued();
      return call('GET', '/webhook_deliveries');
    },
  },
  retrieveWebhookDelivery: {
    status: 200,
    schema: deliveryWithAttempts,
    ask: async () => call('GET', `/webhook_deliveries/${await attempted()}`),
  },
  redeliverWebhook: {
    status: 201,
    schema: deliveryObject,
    ask: async () => call('POST', `/webhook_deliveries/${await queued()}/redeliver`),
  },
  deleteWebhookEndpoint: {
    status: 200,
    schema: deletedEndpoint,
    ask: async () => {
      const made = await call('POST', '/webhook_endpoints', { url: 'https://shop.example/third', events: ['*'] });
      return call('DELETE', `/webhook_endpoints/${made.body.id}`);
    },
  },
};

const errorBody = z.strictObject({
  error: z.strictObject({
    type: z.enum([
      'authentication',
      'permission',
      'invalid_request',
      'not_found',
      'conflict',
      'rate_limited',
      'server',
    ]),
    code: z.enum(Object.keys(ERRORS) as [keyof typeof ERRORS]),
    message: z.string().min(10),
    param: z.string().min(1).optional(),
    requestId: z.uuid(),
  }),
});

describe('every answer is what the API’s document says, with nothing beside', () => {
  it.each(Object.entries(CASES))('%s', async (_operationId, { status, schema, ask }) => {
    const answer = await ask();
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(strictly(schema).parse(answer.body)).toEqual(answer.body);
    if (Array.isArray(answer.body.data)) expect(answer.body.data.length).toBeGreaterThan(0);
  });

  it('and a field beside would be found, however deep', async () => {
    const { body } = await call('GET', `/checkout_sessions/${sessionId}`);
    const beside = { ...body, methods: [{ ...body.methods[0], amount: { ...body.methods[0].amount, more: 1 } }] };
    expect(strictly(sessionObject).safeParse(beside).error?.issues[0]).toMatchObject({
      code: 'unrecognized_keys',
      path: ['methods', 0, 'amount'],
    });
  });

  it.each([
    ['seen', 99_000_000n, false, 'detected'],
    ['partly paid', 1_000_000n, true, 'underpaid'],
    ['overpaid', 200_000_000n, false, 'overpaid'],
    ['paid', 99_000_000n, true, 'paid'],
  ] as const)('a session that is %s', async (_what, amountAtomic, confirmed, status) => {
    const id = await create();
    await seeTransfer(api, id, { amountAtomic, contract: USDC, confirmed });
    await seeTransfer(api, id, { amountAtomic: 5n, contract: `0x${'ab'.repeat(20)}` });
    const { body } = await call('GET', `/checkout_sessions/${id}`);
    expect(body.status).toBe(status);
    expect(body.transfers).toHaveLength(2);
    expect(strictly(sessionObject).parse(body)).toEqual(body);
  });

  it.each([
    ['GET', '/checkout_sessions/cs_nothing', 404],
    ['GET', '/checkout_sessions?limit=0', 400],
    ['POST', '/checkout_sessions', 400],
    ['GET', '/webhook_endpoints/we_nothing', 404],
    ['GET', '/webhook_deliveries/wd_nothing', 404],
    ['GET', '/events/evt_nothing', 404],
    ['GET', '/nowhere', 404],
  ] as const)('%s %s is refused in the standard body', async (method, path, status) => {
    const answer = await call(method, path);
    expect(answer.status).toBe(status);
    expect(errorBody.parse(answer.body)).toEqual(answer.body);
  });
});
