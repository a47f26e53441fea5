import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDevnetTo, rederive, seeTransfer, toldOf } from '../../../testing/books.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';
import { renderingOf } from '../../hosted/rendering.ts';
import { clockObject } from './clock-schema.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = { amount: { value: '99.00', currency: 'USD' }, method: 'Devnet:USDC', expiresIn: 300, graceSeconds: 600 };
const DAY = 86_400;
const makeClock = async () => (await api.call('POST', '/test/clocks', { body: { name: 'Renewals' } })).body;
const create = (testClockId: string, more: object = {}) =>
  api.call('POST', '/checkout_sessions', { body: { ...ORDER, testClockId, ...more } });
const read = async (id: string) => (await api.call('GET', `/checkout_sessions/${id}`)).body;
const advance = (id: string, body: object, options: object = {}) =>
  api.call('POST', `/test/clocks/${id}/advance`, { body, ...options });
const near = (time: string, expected: number) => expect(Math.abs(Date.parse(time) - expected)).toBeLessThan(30_000);

describe('a test clock', () => {
  it('begins with the server’s time and goes on from it', async () => {
    const { status, body } = await api.call('POST', '/test/clocks', {});
    expect(status).toBe(201);
    expect(clockObject.strict().parse(body)).toEqual(body);
    expect(body).toMatchObject({ id: expect.stringMatching(/^clock_/), offsetMs: 0, livemode: false });
    near(body.time, api.clock.now());
    api.clock.advance(60_000);
    const later = (await api.call('GET', `/test/clocks/${body.id}`)).body;
    expect(Date.parse(later.time) - Date.parse(body.time)).toBeGreaterThanOrEqual(60_000);
  });

  it('is advanced by seconds, or to a moment', async () => {
    const { id } = await makeClock();
    const moved = await advance(id, { by: 30 * DAY });
    expect(moved).toMatchObject({ status: 200, body: { id, offsetMs: 30 * DAY * 1000 } });
    near(moved.body.time, api.clock.now() + 30 * DAY * 1000);
    const to = new Date(api.clock.now() + 60 * DAY * 1000).toISOString();
    near((await advance(id, { to })).body.time, Date.parse(to));
  });

  it('never goes back', async () => {
    const { id } = await makeClock();
    const before = (await advance(id, { by: DAY })).body;
    const to = new Date(api.clock.now()).toISOString();
    const { status, body } = await advance(id, { to });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request', code: 'test_clock_backwards', param: 'to' });
    expect((await api.call('GET', `/test/clocks/${id}`)).body.offsetMs).toBe(before.offsetMs);
  });

  it('is at most ten years ahead', async () => {
    const { id } = await makeClock();
    expect((await advance(id, { by: 3653 * DAY })).status).toBe(200);
    const { status, body } = await advance(id, { by: 1 });
    expect([status, body.error.code]).toEqual([400, 'test_clock_too_far']);
    const far = await advance((await makeClock()).id, { to: '9999-12-31T00:00:00Z' });
    expect(far.body.error).toMatchObject({ code: 'test_clock_too_far', param: 'to' });
  });

  it.each([
    [{}, 'by'],
    [{ by: 0 }, 'by'],
    [{ by: -5 }, 'by'],
    [{ by: 1.5 }, 'by'],
    [{ by: 1e12 }, 'by'],
    [{ by: '60' }, 'by'],
    [{ to: 'tomorrow' }, 'to'],
    [{ by: 5, to: '2030-01-01T00:00:00Z' }, 'to'],
  ])('refuses %j and names what is wrong', async (body, param) => {
    const { id } = await makeClock();
    const refused = await advance(id, body);
    expect(refused.status).toBe(400);
    expect(refused.body.error).toMatchObject({ type: 'invalid_request', param });
    expect((await api.call('GET', `/test/clocks/${id}`)).body.offsetMs).toBe(0);
  });

  it('is advanced once by two requests with the same Idempotency-Key', async () => {
    const { id } = await makeClock();
    const headers = { 'idempotency-key': `advance-${id}` };
    const first = await advance(id, { by: DAY }, { headers });
    const second = await advance(id, { by: DAY }, { headers });
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(second.body).toEqual(first.body);
    expect((await api.call('GET', `/test/clocks/${id}`)).body.offsetMs).toBe(DAY * 1000);
  });

  it('is listed, and after its deletion is not there', async () => {
    const { id } = await makeClock();
    expect((await api.call('GET', '/test/clocks?limit=1')).body.data[0].id).toBe(id);
    expect((await api.call('DELETE', `/test/clocks/${id}`)).body).toEqual({ id, object: 'test_clock', deleted: true });
    for (const answer of [
      await api.call('GET', `/test/clocks/${id}`),
      await advance(id, { by: 1 }),
      await api.call('DELETE', `/test/clocks/${id}`),
      await create(id),
    ]) {
      expect([answer.status, answer.body.error.code]).toEqual([404, 'test_clock_not_found']);
    }
    expect(
      (await api.call('GET', '/test/clocks?limit=100')).body.data.map((clock: { id: string }) => clock.id),
    ).not.toContain(id);
  });

  it('attacks 46 and 48: belongs to one organization, and to test mode', async () => {
    const { id } = await makeClock();
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/advance'],
      ['DELETE', ''],
    ] as const) {
      const body = method === 'POST' ? { body: { by: 60 } } : {};
      const stranger = await api.call(method, `/test/clocks/${id}${path}`, { key: api.keys.stranger, ...body });
      expect([stranger.status, stranger.body.error.code]).toEqual([404, 'test_clock_not_found']);
      const live = await api.call(method, `/test/clocks/${id}${path}`, { key: api.keys.live, ...body });
      expect([live.status, live.body.error.code]).toEqual([403, 'test_mode_only']);
    }
    const live = await api.call('POST', '/checkout_sessions', {
      key: api.keys.live,
      body: { amount: ORDER.amount, testClockId: id },
    });
    expect([live.status, live.body.error.code, live.body.error.param]).toEqual([403, 'test_mode_only', 'testClockId']);
    const strangers = await api.call('POST', '/checkout_sessions', {
      key: api.keys.stranger,
      body: { amount: ORDER.amount, testClockId: id },
    });
    expect([strangers.status, strangers.body.error.code]).toEqual([404, 'test_clock_not_found']);
  });
});

describe('a session that is attached to a clock', () => {
  it('is created in its time, and shows it', async () => {
    const { id: testClockId } = await makeClock();
    await advance(testClockId, { by: 400 * DAY });
    const { status, body } = await create(testClockId);
    expect([status, body.testClockId, body.status]).toEqual([201, testClockId, 'pending']);
    near(body.createdAt, api.clock.now() + 400 * DAY * 1000);
    expect(Date.parse(body.expiresAt) - Date.parse(body.createdAt)).toBe(300_000);
    expect(await read(body.id)).toEqual(body);
    expect((await api.call('POST', '/checkout_sessions', { body: ORDER })).body.testClockId).toBeNull();
  });

  it('is told in the server’s time', async () => {
    const { id: testClockId } = await makeClock();
    await advance(testClockId, { by: 400 * DAY });
    const { id } = (await create(testClockId)).body;
    const { data } = (await api.call('GET', `/events?session=${id}`)).body;
    near(data[0].createdAt, api.clock.now());
  });

  it('expires and is told so in the answer to the advance, all of them, whichever the step', async () => {
    const { id: testClockId } = await makeClock();
    const ids = await Promise.all([create(testClockId), create(testClockId), create(testClockId)]);
    await readDevnetTo(api, api.clock.now());
    await advance(testClockId, { by: 150 });
    for (const { body } of ids) expect((await read(body.id)).status).toBe('pending');
    await advance(testClockId, { by: DAY });
    for (const { body } of ids) {
      expect(await read(body.id)).toMatchObject({ status: 'expired', version: 2 });
      expect((await toldOf(api, body.id)).map(({ type }) => type)).toEqual(['session.created', 'session.expired']);
    }
  });

  it('has its networks read to their tip before the clock moves', async () => {
    const { id: testClockId } = await makeClock();
    await create(testClockId);
    const before = api.asked.tips.length;
    await advance(testClockId, { by: 60 });
    expect(api.asked.tips.slice(before)).toEqual(['Devnet']);
  });

  it('is paid late by money that comes in grace after the advance, and can be canceled and expired in its time', async () => {
    const { id: testClockId } = await makeClock();
    const [late, canceled, expired] = await Promise.all([1, 2, 3].map(async () => (await create(testClockId)).body));
    await readDevnetTo(api, api.clock.now());
    await advance(testClockId, { by: 100 });
    expect((await api.call('POST', `/checkout_sessions/${canceled.id}/cancel`)).body.status).toBe('canceled');
    const ended = (await api.call('POST', `/checkout_sessions/${expired.id}/expire`)).body;
    near(ended.expiresAt, api.clock.now() + 100_000);
    await advance(testClockId, { by: 300 });
    api.clock.advance(5000);
    await seeTransfer(api, late.id, { amountAtomic: 99_000_000n, contract: USDC, confirmed: true });
    const paid = await read(late.id);
    expect(paid).toMatchObject({ status: 'paid_late', transfers: [{ disposition: 'late' }] });
    near(paid.paidAt, api.clock.now() + 400_000);
  });

  it('is due by the chains’ own time, so that the jobs find it without knowing of clocks', async () => {
    const { id: testClockId } = await makeClock();
    await advance(testClockId, { by: 1000 * DAY });
    const { body } = await create(testClockId);
    const { rows } = await api.database.pool.query(
      'SELECT next_deadline, search_unlisted_at FROM sessions WHERE id = (SELECT session_id FROM events WHERE data->>$1 = $2 LIMIT 1)',
      ['id', body.id],
    );
    near(new Date(rows[0].next_deadline).toISOString(), api.clock.now() + 300_000);
    await readDevnetTo(api, api.clock.now() + 301_000);
    await rederive(api, body.id);
    expect((await read(body.id)).status).toBe('expired');
    await readDevnetTo(api, api.clock.now());
  });

  it('shows its customer the clock’s time, and a countdown from it', async () => {
    const { id: testClockId } = await makeClock();
    await advance(testClockId, { by: 50 * DAY });
    const { body } = await create(testClockId);
    const code = body.id.slice(3);
    const view = (await api.call('GET', `/checkout/${code}/state`, { key: null })).body;
    const left = Date.parse(view.session.expiresAt) - Date.parse(view.serverTime);
    expect(left).toBeGreaterThan(200_000);
    expect(left).toBeLessThanOrEqual(300_000);
    expect(view.clockAheadMs).toBe(50 * DAY * 1000);
  });

  it('has its open page told of an advance that changes nothing else', async () => {
    const { id: testClockId } = await makeClock();
    const { body } = await create(testClockId);
    await readDevnetTo(api, api.clock.now());
    const stateOf = async () => (await api.call('GET', `/checkout/${body.id.slice(3)}/state`, { key: null })).body;
    const before = await stateOf();
    await advance(testClockId, { by: 10 });
    const after = await stateOf();
    expect(after.session.status).toBe('pending');
    expect(renderingOf(after).mark).not.toBe(renderingOf(before).mark);
  });

  it('goes on in its time where it was restarted', async () => {
    const { id: testClockId } = await makeClock();
    const { body } = await create(testClockId);
    await readDevnetTo(api, api.clock.now());
    await advance(testClockId, { by: 301 });
    const code = body.id.slice(3);
    const page = await api.call('GET', `/checkout/${code}/state`, { key: null });
    expect(page.body.session.canRestart).toBe(true);
  });

  it('is attached or refused, but never left behind, while the clock is moved', async () => {
    const { id: testClockId } = await makeClock();
    const answers = await Promise.all([
      ...Array.from({ length: 8 }, () => create(testClockId)),
      advance(testClockId, { by: DAY }),
    ]);
    for (const { status, body } of answers)
      if (status !== 201 && status !== 200) expect(body.error.code).toBe('test_clock_moved');
    const { rows } = await api.database.pool.query(
      'SELECT DISTINCT s.clock_offset_ms::int AS ms FROM sessions s JOIN test_clocks c ON c.id = s.test_clock_id WHERE c.advances = 1 AND c.offset_ms = $1 AND s.created_at > now()',
      [DAY * 1000],
    );
    expect(rows.filter(({ ms }) => ms !== DAY * 1000)).toEqual([]);
  });
});

it('a webhook retry of an attached session comes that much sooner, and no other', async () => {
  const { id: testClockId } = await makeClock();
  await api.call('POST', '/webhook_endpoints', { body: { url: 'https://shop.example/hooks', events: ['*'] } });
  const attached = (await create(testClockId)).body;
  const other = (await api.call('POST', '/checkout_sessions', { body: ORDER })).body;
  const inTwoHours = new Date(api.clock.now() + 7_200_000);
  const { pool } = api.database;
  await pool.query(
    `INSERT INTO webhook_deliveries (organization_id, id, livemode, endpoint_id, event_id, status, attempt_count, next_attempt_at, created_at, updated_at)
     SELECT e.organization_id, gen_random_uuid(), false, w.id, e.id, 'pending', 3, $1, now(), now()
     FROM events e, webhook_endpoints w WHERE e.data->>'id' = ANY ($2) AND w.organization_id = e.organization_id`,
    [inTwoHours, [attached.id, other.id]],
  );
  const waits = async () => {
    const { rows } = await pool.query(
      `SELECT e.data->>'id' AS id, d.next_attempt_at AS at FROM webhook_deliveries d JOIN events e ON e.id = d.event_id`,
    );
    return Object.fromEntries(rows.map(({ id, at }) => [id, Math.abs(Math.round((at - api.clock.now()) / 60_000))]));
  };
  await advance(testClockId, { by: 3600 });
  expect(await waits()).toEqual({ [attached.id]: 60, [other.id]: 120 });
  await advance(testClockId, { by: DAY });
  expect(await waits()).toEqual({ [attached.id]: 0, [other.id]: 120 });
});
