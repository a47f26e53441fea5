import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DIALECTS, type Dialect } from '../../core/dialect.ts';
import { deliverFor } from '../../testing/deliver-for.ts';
import { MAKERS, READERS, uuidOfAnswer } from '../../testing/every-dialect.ts';
import { createReceiver } from '../../testing/receiver.ts';
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
const running: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
});

/** Seed 003: «Arbitrary key-value data». Written as `JSON.stringify` writes, but for numbers that a float would change. */
const METADATA =
  '{"orderId":"123","n":5,"price":1.50,"count":12345678901234567890,"tiny":1e-400,"less":-0,"huge":1e999,"least":-1E-999,' +
  '"over":[1e+200000],"long":123456789012345678901234567890.10,"gift":true,"none":null,' +
  '"tags":["a",{"deep":[[],{},1.10]}],"empty":{},"text":"“ü” \\" 12:00, 1.50 \u2028","wide":"' +
  'x'.repeat(2000) +
  '"}';

async function ask(method: 'GET' | 'POST' | 'PATCH', url: string, payload?: string): Promise<string> {
  const headers = {
    authorization: `Bearer ${api.keys.test}`,
    ...(payload !== undefined && { 'content-type': 'application/json' }),
  };
  const answer = await api.app.inject({ method, url, headers, ...(payload !== undefined && { payload }) });
  expect([200, 201], answer.body).toContain(answer.statusCode);
  return answer.body;
}

/** A session made through this API; what it answered, and its UUID. */
async function make(dialect: Dialect, metadata = METADATA) {
  const { path, body } = MAKERS[dialect];
  const payload = JSON.stringify({ ...body, metadata: 'M' }).replace('"M"', metadata);
  const answer = await ask('POST', path(site), payload);
  return { answer, uuid: uuidOfAnswer(JSON.parse(answer)) };
}

/** The same metadata in the canonical session; what any two APIs say is then the same. */
const holds = `"metadata":${METADATA}`;

describe.each(DIALECTS)('metadata sent through %s', (maker) => {
  it('is any JSON, and is read through all five APIs as it was sent, numbers digit for digit', async () => {
    const { answer, uuid } = await make(maker);
    // Seed 004's create answers with the session's addresses alone.
    if (maker !== 'paymentgateway') expect(answer).toContain(holds);
    for (const reader of DIALECTS) {
      const { one, list } = READERS[reader];
      expect(await ask('GET', one(uuid)), reader).toContain(holds);
      expect(await ask('GET', list), reader).toContain(holds);
    }
    // Its `session.created`, and the list of all that is streamed.
    for (const url of ['/api/v1/events?limit=1', '/v1/events?limit=1', '/api/v1/checkout'])
      expect(await ask('GET', url), url).toContain(holds);
  });

  it('comes with every webhook, in each dialect’s words', async () => {
    const shops = [];
    for (const dialect of DIALECTS) {
      const shop = await createReceiver();
      running.push({ stop: shop.close });
      const body = { url: shop.url, events: ['session.created', 'session.canceled'], dialect };
      const { body: endpoint } = await api.call('POST', '/webhook_endpoints', { body });
      running.push({ stop: () => api.call('DELETE', `/webhook_endpoints/${endpoint.id}`) });
      shops.push(shop);
    }
    const { uuid } = await make(maker);
    await ask('POST', `/api/v1/checkout_sessions/${uuid}/cancel`);
    running.push(deliverFor(api));
    for (const [n, shop] of shops.entries()) {
      const isGateway = DIALECTS[n] === 'paymentgateway';
      await shop.received(isGateway ? 1 : 2);
      // Of events that were told before these endpoints were there.
      const own = shop.requests.filter(({ body }) => body.includes(METADATA));
      expect(own.length, DIALECTS[n]).toBeGreaterThanOrEqual(isGateway ? 1 : 2);
    }
  });

  it('is the same in the answer to a repeat', async () => {
    const { path, body } = MAKERS[maker];
    const payload = JSON.stringify({ ...body, metadata: 'M' }).replace('"M"', METADATA);
    const headers = {
      authorization: `Bearer ${api.keys.test}`,
      'content-type': 'application/json',
      'idempotency-key': `metadata-${maker}`,
    };
    const first = await api.app.inject({ method: 'POST', url: path(site), headers, payload });
    const again = await api.app.inject({ method: 'POST', url: path(site), headers, payload });
    expect([again.headers['idempotent-replayed'], again.body]).toEqual(['true', first.body]);
  });

  it.each([
    ['a NUL character', String.raw`{"a":{"b":"\u0000"}}`],
    ['half a surrogate pair', String.raw`{"a":["\ud800"]}`],
    ['a prototype', '{"a":{"__proto__":1}}'],
    ['33 levels', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`],
  ])('is refused with %s', async (_what, metadata) => {
    const { path, body } = MAKERS[maker];
    const payload = JSON.stringify({ ...body, metadata: 'M' }).replace('"M"', metadata);
    const { status, body: answer } = await api.call('POST', path(site), {
      raw: { payload, contentType: 'application/json' },
    });
    expect([status, answer.error.code]).toEqual([400, 'body_malformed']);
  });
});

describe('metadata', () => {
  it('is found by the canonical list, whatever API it was sent through', async () => {
    for (const maker of DIALECTS) {
      const { uuid } = await make(maker, `{"lot":${JSON.stringify(maker)},"n":7.10}`);
      const { data } = JSON.parse(
        await ask('GET', `/api/v1/checkout_sessions?metadata[lot]=${maker}&metadata[n]=7.10`),
      );
      expect(data.map(uuidOfAnswer)).toEqual([uuid]);
    }
  });

  it('is changed by payment-gateway.app’s PATCH, digit for digit too', async () => {
    const { uuid } = await make('paymentgateway', '{}');
    expect(await ask('PATCH', `/v1/checkouts/${uuid}`, `{"metadata":${METADATA}}`)).toContain(holds);
    for (const reader of DIALECTS) expect(await ask('GET', READERS[reader].one(uuid)), reader).toContain(holds);
  });

  it('of a payment link goes into its sessions, under what the request says', async () => {
    const link = await ask(
      'POST',
      '/api/v1/payment_links',
      '{"name":"Tea","fiatAmount":"5.00","fiatCurrency":"USD","metadata":{"a":1.50,"b":[1e2]}}',
    );
    expect(link).toContain('"metadata":{"a":1.50,"b":[1e2]}');
    const { id } = JSON.parse(link);
    const body = `{"linkId":"${id}","metadata":{"b":2.0,"c":{"d":-0}}}`;
    expect(await ask('POST', '/api/v1/checkout_sessions', body)).toContain(
      '"metadata":{"a":1.50,"b":2.0,"c":{"d":-0}}',
    );
  });

  it('of products, customers and discounts is kept in the same way', async () => {
    for (const [path, body] of [
      ['products', { name: 'Tea', unitAmount: '5.00', currency: 'USD' }],
      ['customers', { name: 'Ada' }],
      ['discounts', { code: 'EXACT', percentOff: '5' }],
    ] as const) {
      const payload = JSON.stringify({ ...body, metadata: 'M' }).replace('"M"', METADATA);
      const made = await ask('POST', `/api/v1/${path}`, payload);
      expect(made, path).toContain(holds);
      expect(await ask('GET', `/api/v1/${path}/${JSON.parse(made).id}`), path).toContain(holds);
    }
  });
});
