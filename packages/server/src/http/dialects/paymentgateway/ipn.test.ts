import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { DeliveryWorker } from '../../../jobs/delivery-worker.ts';
import { showIpnSecret } from '../../../operations/ipn-secret.ts';
import { tellLapsedCheckouts } from '../../../operations/tell-lapsed-checkouts.ts';
import { readDevnetTo, seeTransfer } from '../../../testing/books.ts';
import { deliverFor } from '../../../testing/deliver-for.ts';
import { answer, createReceiver, type ReceivedRequest, type Receiver } from '../../../testing/receiver.ts';
import { useGateway } from '../../../testing/use-gateway.ts';
import { settled } from '../../../testing/use-webhook-bench.ts';

const on = useGateway();
const running: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
});

async function receiver(answering = answer(200)): Promise<Receiver> {
  const made = await createReceiver(answering);
  running.push({ stop: made.close });
  return made;
}

function deliver(): DeliveryWorker {
  const worker = deliverFor(on.api);
  running.push(worker);
  return worker;
}

const open = (code: string) => on.api.app.inject({ method: 'GET', url: `/checkout/${code}` });
const scope = () => ({ organizationId: on.api.organizationId, livemode: false });
const secretOf = () =>
  showIpnSecret({ runtime: on.api.clock, secretBox: on.api.secretBox }, on.api.database.store, scope());
const said = (requests: readonly ReceivedRequest[]) => requests.map(({ body }) => JSON.parse(body));
const statusesOf = (requests: readonly ReceivedRequest[]) => said(requests).map(({ status }) => status);

async function half(checkout: { sessionPublicId: string }): Promise<bigint> {
  const { body } = await on.call('GET', `/api/v1/checkout_sessions/${checkout.sessionPublicId}`);
  return BigInt(body.amount.wei) / 2n;
}

describe('IPN: a notification', () => {
  it('says id, externalReference and status, and is signed with the whole text of the secret', async () => {
    const shop = await receiver();
    const metadata = { basket: '7' };
    const { body: created } = await on.create({ ipnUrl: shop.url, externalReference: 'order-1', metadata });
    deliver();
    await open(created.shortCode);
    await shop.received(1);
    const [request] = shop.requests;
    expect(JSON.parse(request!.body)).toMatchObject({
      id: created.id,
      externalReference: 'order-1',
      status: -1,
      metadata,
      amount: 9900,
      currency: 'USD',
    });
    const timestamp = request!.headers['x-signature-timestamp']!;
    const hmac = createHmac('sha256', await secretOf())
      .update(`${timestamp}.${request!.body}`)
      .digest('hex');
    expect(request!.headers['x-signature-hmac-sha256']).toBe(hmac);
    expect(Math.abs(Number(timestamp) - on.api.clock.now() / 1000)).toBeLessThan(60);
  });

  it('carries the invoice number where there is no external reference', async () => {
    const shop = await receiver();
    const { body } = await on.create({ ipnUrl: shop.url, invoiceNumber: 'INV-9' });
    deliver();
    await open(body.shortCode);
    await shop.received(1);
    expect(said(shop.requests)[0].externalReference).toBe('INV-9');
  });

  it('goes to the checkout’s own URL, with its id in the place of {transactionId}', async () => {
    const shop = await receiver();
    const { body } = await on.create({ ipnUrl: `${shop.url}/{transactionId}?order={transactionId}` });
    deliver();
    await open(body.shortCode);
    await shop.received(1);
    expect(shop.requests[0]!.url).toBe(`/hook/${body.sessionPublicId}?order=${body.sessionPublicId}`);
  });

  it('holds no API key, no secret and no session token', async () => {
    const shop = await receiver();
    const { body } = await on.create({ ipnUrl: shop.url });
    deliver();
    await open(body.shortCode);
    await shop.received(1);
    const sent = JSON.stringify(shop.requests[0]);
    expect(sent).not.toContain(await secretOf());
    expect(sent).not.toMatch(/ipn_|whsec_|[cs]k_(test|live)_|authorization|cookie/i);
  });
});

describe('IPN: the statuses of a notification', () => {
  it('are −1 at the first load, 0 once something is seen, 1 when it is paid; no load tells twice', async () => {
    const shop = await receiver();
    const { body } = await on.create({ ipnUrl: shop.url });
    deliver();
    await open(body.shortCode);
    await shop.received(1);
    await open(body.shortCode);
    const amountAtomic = (await half(body)) * 2n;
    await seeTransfer(on.api, body.sessionPublicId, { amountAtomic });
    await shop.received(2);
    await open(body.shortCode);
    await seeTransfer(on.api, body.sessionPublicId, { amountAtomic, confirmed: true });
    await shop.received(3);
    expect(statusesOf(shop.requests)).toEqual([-1, 0, 1]);
  });

  it('are −2 when it is canceled', async () => {
    const shop = await receiver();
    const { body } = await on.create({ ipnUrl: shop.url });
    deliver();
    const canceled = await on.call('POST', `/api/v1/checkout_sessions/${body.sessionPublicId}/cancel`);
    expect(canceled.status).toBe(200);
    await shop.received(1);
    expect(statusesOf(shop.requests)).toEqual([-2]);
  });

  it('are −2 once an underpaid one’s grace is over, told once', async () => {
    const shop = await receiver();
    const { body } = await on.create({ ipnUrl: shop.url });
    deliver();
    await seeTransfer(on.api, body.sessionPublicId, { amountAtomic: await half(body), confirmed: true });
    await shop.received(1);
    const { store } = on.api.database;
    const deps = { store, runtime: on.api.clock, resource: on.api.sessions.resource };
    expect(await tellLapsedCheckouts(deps, [])).toBe(0);
    on.api.clock.advance(3_600_000);
    expect(await tellLapsedCheckouts(deps, [])).toBe(0);
    await readDevnetTo(on.api, on.api.clock.now());
    expect(await tellLapsedCheckouts(deps, [])).toBe(1);
    expect(await tellLapsedCheckouts(deps, [])).toBe(0);
    await shop.received(2);
    expect(statusesOf(shop.requests)).toEqual([0, -2]);
    expect((await on.call('GET', `/checkouts/${body.id}`)).body).toMatchObject({
      status: -2,
      sessionStatus: 'underpaid',
    });
  });
});

describe('a session of the canonical API', () => {
  it('is told of to the ipnUrl that a PATCH gives it, from then on', async () => {
    const shop = await receiver();
    const order = { amount: { value: '99.00', currency: 'USD' } };
    const { body: session } = await on.call('POST', '/api/v1/checkout_sessions', { body: order });
    const change = { ipnUrl: shop.url, externalReference: 'order-9' };
    const { status, body } = await on.call('PATCH', `/checkouts/${session.id}`, { body: change });
    expect([status, body.externalReference]).toEqual([200, 'order-9']);
    deliver();
    await on.call('POST', `/api/v1/checkout_sessions/${session.id}/cancel`);
    await shop.received(1);
    expect(said(shop.requests)).toMatchObject([
      { sessionPublicId: session.id, externalReference: 'order-9', status: -2 },
    ]);
  });
});

describe('only 200 counts as received', () => {
  it('and anything else is tried again, and logged', async () => {
    const shop = await receiver(answer(204));
    const { body } = await on.create({ ipnUrl: shop.url });
    deliver();
    await open(body.shortCode);
    await shop.received(1);
    shop.answerWith(answer(200));
    await settled(async () => expect((await deliveriesOf(shop))[0]?.attemptCount).toBe(1));
    on.api.clock.advance(6_000);
    await shop.received(2);
    await settled(async () => expect((await deliveriesOf(shop))[0]?.status).toBe('delivered'));
    const [delivery] = await deliveriesOf(shop);
    const { body: shown } = await on.call('GET', `/api/v1/webhook_deliveries/${delivery!.id}`);
    expect(shown.attempts).toMatchObject([
      { responseStatus: 204, error: 'replied 204; only 200 counts as received' },
      { responseStatus: 200, error: null },
    ]);
    const first = shop.requests[0]!;
    expect(shop.requests[1]!.body).toBe(first.body);
    expect(shop.requests[1]!.headers['webhook-id']).toBe(first.headers['webhook-id']);
  });

  it('and 410 for one checkout ends nothing for the others', async () => {
    const shop = await receiver(answer(410));
    const { body } = await on.create({ ipnUrl: shop.url });
    deliver();
    await open(body.shortCode);
    await shop.received(1);
    await settled(async () => expect((await deliveriesOf(shop))[0]?.attemptCount).toBe(1));
    expect((await endpointOf(shop))?.status).toBe('enabled');
  });

  it('and what arrived can be sent once more', async () => {
    const shop = await receiver();
    const { body } = await on.create({ ipnUrl: shop.url });
    deliver();
    await open(body.shortCode);
    await shop.received(1);
    const [delivery] = await deliveriesOf(shop);
    const again = await on.call('POST', `/api/v1/webhook_deliveries/${delivery!.id}/redeliver`);
    expect(again.status).toBe(201);
    await shop.received(2);
    expect(shop.requests[1]!.body).toBe(shop.requests[0]!.body);
  });
});

interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly status: string;
}

async function endpointOf(shop: Receiver): Promise<Endpoint | undefined> {
  const { body } = await on.call('GET', '/api/v1/webhook_endpoints?ipn=true');
  return body.data.find(({ url }: Endpoint) => url === new URL(shop.url).origin);
}

async function deliveriesOf(shop: Receiver): Promise<{ id: string; status: string; attemptCount: number }[]> {
  const endpoint = await endpointOf(shop);
  return (await on.call('GET', `/api/v1/webhook_deliveries?endpoint=${endpoint!.id}`)).body.data;
}

describe('the receiver of notifications', () => {
  it('is one for each host, whatever follows it, and is not among the endpoints that were made', async () => {
    const shop = await receiver();
    const before = await on.call('GET', '/api/v1/webhook_endpoints');
    await on.create({ ipnUrl: `${shop.url}/one` });
    await on.create({ ipnUrl: `${shop.url}/two?order=2` });
    const { body } = await on.call('GET', '/api/v1/webhook_endpoints?ipn=true');
    expect(body.data.filter(({ url }: Endpoint) => url === new URL(shop.url).origin)).toHaveLength(1);
    expect((await on.call('GET', '/api/v1/webhook_endpoints')).body.data).toEqual(before.body.data);
  });

  it('is told of its own checkouts alone, beside the endpoints that want everything', async () => {
    const [shop, other, all] = [await receiver(), await receiver(), await receiver()];
    const { body: endpoint } = await on.call('POST', '/api/v1/webhook_endpoints', {
      body: { url: all.url, events: ['*'] },
    });
    const { body: mine } = await on.create({ ipnUrl: shop.url });
    const { body: theirs } = await on.create({ ipnUrl: other.url });
    const { body: nobodys } = await on.create();
    deliver();
    for (const { sessionPublicId } of [mine, theirs, nobodys]) {
      await on.call('POST', `/api/v1/checkout_sessions/${sessionPublicId}/cancel`);
    }
    await all.received(6);
    await Promise.all([shop.received(1), other.received(1)]);
    expect(said(shop.requests).map(({ id }) => id)).toEqual([mine.id]);
    expect(said(other.requests).map(({ id }) => id)).toEqual([theirs.id]);
    expect(new Set(said(all.requests).map(({ type }) => type))).toEqual(
      new Set(['session.created', 'session.canceled']),
    );
    await on.call('PATCH', `/api/v1/webhook_endpoints/${endpoint.id}`, { body: { status: 'disabled' } });
  });

  it('can be disabled and enabled, and nothing else', async () => {
    const shop = await receiver();
    await on.create({ ipnUrl: shop.url });
    const { id } = (await endpointOf(shop))!;
    const path = `/api/v1/webhook_endpoints/${id}`;
    const refused = await Promise.all([
      on.call('PATCH', path, { body: { url: 'https://elsewhere.example' } }),
      on.call('POST', `${path}/rotate_secret`, { body: {} }),
      on.call('POST', `${path}/test`),
      on.api.call('DELETE', `/webhook_endpoints/${id}`),
    ]);
    for (const { status, body } of refused) {
      expect(status).toBe(409);
      expect(body.error.code).toBe('webhook_endpoint_of_ipn');
    }
    expect((await on.call('PATCH', path, { body: { status: 'disabled' } })).body.status).toBe('disabled');
    expect((await on.call('PATCH', path, { body: { status: 'enabled' } })).body.status).toBe('enabled');
  });

  it('leaves no receiver behind where its checkout is refused', async () => {
    const receivers = () => on.call('GET', '/api/v1/webhook_endpoints?ipn=true&limit=100');
    const before = (await receivers()).body.data.length;
    const refused = await on.create({ amount: 10 ** 15, ipnUrl: 'https://refused.example/ipn' });
    expect(refused.status).toBe(400);
    expect((await receivers()).body.data).toHaveLength(before);
  });

  it('may be at 64 hosts, and the 65th is refused with nothing created', async () => {
    const { key } = { key: on.api.keys.live };
    const site = on.site;
    const create = (host: number) =>
      on.call('POST', `/checkouts/${site}/create`, {
        key,
        body: { amount: 100, currency: 'USD', ipnUrl: `https://shop-${host}.example/ipn` },
      });
    for (let host = 1; host <= 64; host++) expect((await create(host)).status).toBe(200);
    const before = await on.rows('sessions');
    const { status, body } = await create(65);
    expect(status).toBe(409);
    expect(body.error).toMatchObject({ code: 'too_many_webhook_endpoints', param: 'ipnUrl' });
    expect(await on.rows('sessions')).toBe(before);
    expect((await create(64)).status).toBe(200);
  });
});

describe('the secret', () => {
  it('is encrypted in the books and in no answer', async () => {
    const shop = await receiver();
    const { body } = await on.create({ ipnUrl: shop.url });
    const secret = await secretOf();
    const { rows } = await on.api.database.pool.query('SELECT secret FROM ipn_secrets');
    for (const row of rows) expect(row.secret.toString('latin1')).not.toContain(secret);
    const answers = await Promise.all([
      on.call('GET', `/checkouts/${body.id}`),
      on.call('GET', '/checkouts'),
      on.call('GET', '/api/v1/webhook_endpoints?ipn=true'),
      on.call('GET', '/api/v1/events'),
    ]);
    expect(JSON.stringify(answers)).not.toMatch(/ipn_[\w-]{43}/);
  });
});
