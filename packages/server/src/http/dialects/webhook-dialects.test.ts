import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { DIALECTS, type Dialect } from '../../core/dialect.ts';
import { seeTransfer } from '../../testing/books.ts';
import { deliverFor } from '../../testing/deliver-for.ts';
import { createReceiver, type ReceivedRequest } from '../../testing/receiver.ts';
import { signedWith } from '../../testing/signed-with.ts';
import { useGateway } from '../../testing/use-gateway.ts';
import { endpointObject } from '../routes/webhook-endpoints/schema.ts';

const on = useGateway();
const running: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
});

const METADATA = { orderId: '123' };
const ORDER = {
  amount: { value: '39.99', currency: 'USD' },
  metadata: METADATA,
  successUrl: 'https://shop.example/ok',
};

interface Told {
  readonly request: ReceivedRequest;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
  readonly body: any;
  readonly secret: string;
  // biome-ignore lint/suspicious/noExplicitAny: the canonical session.
  readonly session: any;
}

async function endpointFor(dialect: Dialect | undefined, url: string) {
  const body = { url, events: ['session.paid'], ...(dialect && { dialect }) };
  const { body: endpoint } = await on.call('POST', '/api/v1/webhook_endpoints', { body });
  running.push({ stop: () => on.api.call('DELETE', `/webhook_endpoints/${endpoint.id}`) });
  return endpoint;
}

/** An endpoint in this dialect, a paid session, and what reached the merchant's server. */
async function toldOfAPayment(dialect: Dialect | undefined): Promise<Told> {
  const shop = await createReceiver();
  running.push({ stop: shop.close });
  const endpoint = await endpointFor(dialect, shop.url);
  running.push(deliverFor(on.api));
  const { body: session } = await on.call('POST', '/api/v1/checkout_sessions', { body: ORDER });
  await seeTransfer(on.api, session.id, { amountAtomic: BigInt(session.amount.wei), confirmed: true });
  await shop.received(1);
  const [request] = shop.requests;
  return { request: request!, body: JSON.parse(request!.body), secret: endpoint.secret, session };
}

describe('a webhook endpoint', () => {
  it('is told in our own words unless it asks for others', async () => {
    const { body, session } = await toldOfAPayment(undefined);
    expect(body).toMatchObject({
      type: 'session.paid',
      data: { id: session.id, object: 'checkout_session', status: 'paid' },
    });
  });

  it.each(DIALECTS)('shows its dialect: %s', async (dialect) => {
    const { secret: _secret, ...endpoint } = await endpointFor(dialect, 'https://shop.example/hook');
    expect(endpointObject.parse(endpoint)).toMatchObject({ dialect, ipn: false });
    expect((await on.call('GET', `/api/v1/webhook_endpoints/${endpoint.id}`)).body.dialect).toBe(dialect);
  });

  it('knows no other dialect', async () => {
    const body = { url: 'https://shop.example', events: ['*'], dialect: 'stripe' };
    const { status, body: answer } = await on.call('POST', '/api/v1/webhook_endpoints', { body });
    expect([status, answer.error.param]).toEqual([400, 'dialect']);
  });
});

describe('the message in each dialect', () => {
  it.each(DIALECTS)('in %s is signed in both of our forms and holds the metadata', async (dialect) => {
    const { request, secret, body } = await toldOfAPayment(dialect);
    expect(new Webhook(secret).verify(request.body, request.headers)).toEqual(body);
    expect(signedWith(secret, request.body, request.headers)).toBe(true);
    expect(JSON.stringify(body)).toContain('"metadata":{"orderId":"123"}');
    expect(JSON.stringify(request)).not.toMatch(/whsec_|[cs]k_(test|live)_|authorization/i);
  });

  it('in paybytoken is checkout_session:completed with the object in snake case', async () => {
    const { body } = await toldOfAPayment('paybytoken');
    expect(body).toMatchObject({
      type: 'checkout_session:completed',
      data: { object: { id: expect.stringMatching(/^chk_test_/), status: 'completed', amount_total: '39.99' } },
    });
  });

  it('in radom is the canonical envelope around the payment session', async () => {
    const { body } = await toldOfAPayment('radom');
    expect(body).toMatchObject({
      id: expect.stringMatching(/^evt_/),
      type: 'session.paid',
      data: { sessionStatus: 'success', total: '39.99', canExtend: false },
    });
  });

  it('in wewire is the canonical envelope around the checkout, its amount a number', async () => {
    const { body } = await toldOfAPayment('wewire');
    expect(body).toMatchObject({ type: 'session.paid', data: { amount: 39.99, status: 'paid' } });
  });

  it('in paymentgateway is a notification, signed also with the endpoint’s whole secret', async () => {
    const { body, request, secret, session } = await toldOfAPayment('paymentgateway');
    expect(body).toMatchObject({ sessionPublicId: session.id, externalReference: null, status: 1, amount: 3999 });
    const timestamp = request.headers['x-signature-timestamp'];
    const hmac = createHmac('sha256', secret).update(`${timestamp}.${request.body}`).digest('hex');
    expect(request.headers['x-signature-hmac-sha256']).toBe(hmac);
  });

  it('in paymentgateway says −1 once the buyer has come, and nothing before', async () => {
    const shop = await createReceiver();
    running.push({ stop: shop.close });
    const body = { url: shop.url, events: ['*'], dialect: 'paymentgateway' };
    const { body: endpoint } = await on.call('POST', '/api/v1/webhook_endpoints', { body });
    running.push({ stop: () => on.api.call('DELETE', `/webhook_endpoints/${endpoint.id}`) });
    running.push(deliverFor(on.api));
    const { body: unseen } = await on.call('POST', '/api/v1/checkout_sessions', { body: ORDER });
    await on.call('POST', `/api/v1/checkout_sessions/${unseen.id}/extend`);
    const { body: opened } = await on.call('POST', '/api/v1/checkout_sessions', { body: ORDER });
    const load = () => on.api.app.inject({ method: 'GET', url: new URL(opened.checkoutUrl).pathname });
    await load();
    await shop.received(1);
    await load();
    await on.call('POST', `/api/v1/checkout_sessions/${unseen.id}/cancel`);
    await shop.received(2);
    expect(shop.requests.map((request) => JSON.parse(request.body))).toMatchObject([
      { sessionPublicId: opened.id, status: -1 },
      { sessionPublicId: unseen.id, status: -2 },
    ]);
  });

  const told = async (dialect: Dialect) => {
    const shop = await createReceiver();
    running.push({ stop: shop.close });
    const { id } = await endpointFor(dialect, shop.url);
    running.push(deliverFor(on.api));
    expect((await on.call('POST', `/api/v1/webhook_endpoints/${id}/test`)).status).toBe(201);
    await shop.received(1);
    return { id, body: JSON.parse(shop.requests[0]!.body) };
  };

  it.each(DIALECTS.filter((dialect) => dialect !== 'paybytoken'))(
    'in %s keeps our own envelope where it tells of no session',
    async (dialect) => {
      const { id, body } = await told(dialect);
      expect(body).toMatchObject({ type: 'webhook.test', data: { object: 'webhook_test', endpoint: id } });
    },
  );

  it('in paybytoken keeps that API’s envelope there, as its list of events does', async () => {
    const { id, body } = await told('paybytoken');
    expect(body).toMatchObject({ type: 'webhook:test', data: { object: { object: 'webhook_test', endpoint: id } } });
  });
});
