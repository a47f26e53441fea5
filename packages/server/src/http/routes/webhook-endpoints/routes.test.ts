import { describe, expect, it } from 'vitest';
import { SHOP_URL, shaped, useWebhookApi } from '../../../testing/use-webhook-api.ts';
import { deletedEndpoint, endpointList, endpointObject, endpointWithSecret } from './schema.ts';

const { on, call, create } = useWebhookApi();

describe('webhook endpoints', () => {
  it('are created with a secret that is shown there and nowhere else', async () => {
    const made = await create({ events: ['session.paid'], description: 'orders' });
    expect(made).toMatchObject({
      url: SHOP_URL,
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
    expect(endpointList.parse(list.body).data).toEqual([shown]);
  });

  it('keep their secret encrypted at rest', async () => {
    const { secret } = await create();
    const { rows } = await on.database.pool.query(`SELECT encode(secret, 'escape') AS text FROM webhook_endpoints`);
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
      url: SHOP_URL,
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
    const body = { url: SHOP_URL, events: ['*'] };
    const headers = { 'idempotency-key': 'k1' };
    const first = await call('POST', '/webhook_endpoints', body, 'test', headers);
    const second = await call('POST', '/webhook_endpoints', body, 'test', headers);
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect((await call('GET', '/webhook_endpoints')).body.data).toHaveLength(1);
  });

  it.each([
    ['refund.*', 'refund.created, refund.address_given, refund.sent, refund.confirmed, refund.failed'],
    ['session.payed', 'such as session.paid, '],
  ])('refuse the event type %s, and name the nearest that there are', async (type, near) => {
    const { body } = await call('POST', '/webhook_endpoints', { url: SHOP_URL, events: [type] });
    expect(body.error).toMatchObject({ code: 'parameter_invalid', param: 'events.0' });
    expect(body.error.message).toContain(near);
    expect(body.error.message).toContain(`not "${type}"`);
    expect(body.error.message).toContain('* for all');
    expect(body.error.message.length).toBeLessThan(320);
  });

  it.each([
    ['no url', { url: undefined }, 'parameter_missing', 'url'],
    ['an internal address', { url: 'http://10.0.0.1/' }, 'webhook_url_refused', 'url'],
    ['the metadata service', { url: 'http://169.254.169.254/' }, 'webhook_url_refused', 'url'],
    ['a decimal host', { url: 'http://2852039166/' }, 'webhook_url_refused', 'url'],
    ['file:', { url: 'file:///etc/passwd' }, 'webhook_url_refused', 'url'],
    ['javascript:', { url: 'javascript:alert(1)' }, 'webhook_url_refused', 'url'],
    ['credentials', { url: 'https://a:b@shop.example/' }, 'webhook_url_refused', 'url'],
    ['no SHOP_URL', { url: 'shop' }, 'webhook_url_refused', 'url'],
    ['no events', { events: [] }, 'parameter_invalid', 'events'],
    ['an unknown event', { events: ['session.won'] }, 'parameter_invalid', 'events.0'],
    ['the test event', { events: ['webhook.test'] }, 'parameter_invalid', 'events.0'],
    ['* beside a type', { events: ['*', 'session.paid'] }, 'parameter_invalid', 'events'],
    ['a type twice', { events: ['session.paid', 'session.paid'] }, 'parameter_invalid', 'events'],
    ['its own secret', { secret: 'whsec_mine' }, 'parameter_unknown', 'secret'],
    ['livemode', { livemode: true }, 'parameter_unknown', 'livemode'],
    ['a long description', { description: 'x'.repeat(501) }, 'parameter_invalid', 'description'],
  ])('refuse %s', async (_name, over, code, param) => {
    const answer = await call('POST', '/webhook_endpoints', { url: SHOP_URL, events: ['*'], ...over });
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
    const refused = await call('POST', '/webhook_endpoints', { url: SHOP_URL, events: ['*'] });
    expect([refused.status, refused.body.error.code]).toEqual([409, 'too_many_webhook_endpoints']);
    await create({}, 'live');
  });

  it('are listed newest first, page by page', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      ids.unshift((await create()).id);
      on.bench.clock.advance(5);
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
