import { describe, expect, it } from 'vitest';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { dispatchEvents } from '../../../operations/dispatch-events.ts';
import { shaped, useWebhookApi } from '../../../testing/use-webhook-api.ts';
import { eventObject } from '../events/schema.ts';
import { deliveryObject, deliveryWithAttempts } from './schema.ts';

const { on, call, create } = useWebhookApi();

describe('events and deliveries', () => {
  async function delivered() {
    const endpoint = await create();
    const [event] = await on.bench.events(1, { version: 2 });
    await dispatchEvents(on.bench, 10);
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
    const sessionId = on.bench.clock.newId();
    await on.bench.events(1, { type: 'session.paid', sessionId });
    const [later] = await on.bench.events(1, { type: 'session.expired', createdAt: on.bench.clock.now() + 60_000 });
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
    await on.database.pool.query(
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
    const unknown = on.bench.clock.newId();
    expect(await ids(`endpoint=${endpoint.id}&event=${eventId}&status=pending`)).toEqual([delivery.id]);
    expect(await ids('status=failed')).toEqual([]);
    expect(await ids(`endpoint=${toPublicId('webhookEndpoint', unknown)}`)).toEqual([]);
    expect(await ids(`event=${toPublicId('event', unknown)}`)).toEqual([]);
    expect((await call('GET', '/webhook_deliveries?endpoint=x')).body.error).toMatchObject({ param: 'endpoint' });
  });

  it('deliver again: a new delivery of the same event, and a worker is woken', async () => {
    const { delivery } = await delivered();
    let woken = 0;
    on.bench.wake.on('deliveries', () => woken++);
    on.bench.clock.advance(5);
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
