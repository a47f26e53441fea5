import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hex } from '../../../core/hex.ts';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { seeTransfer, toldOf } from '../../../testing/books.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';
import { until } from '../../../testing/until.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = { amount: { value: '99.00', currency: 'USD' }, method: 'Devnet:USDC' };
const create = async () => (await api.call('POST', '/checkout_sessions', { body: ORDER })).body;
const act = (id: string, verb: string, key?: string) =>
  api.call(
    'POST',
    `/checkout_sessions/${id}/${verb}`,
    key === undefined ? {} : { headers: { 'idempotency-key': key } },
  );
const read = async (id: string) => (await api.call('GET', `/checkout_sessions/${id}`)).body;
const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).sort();
const typesTold = async (id: string) => (await toldOf(api, id)).map(({ type }) => type);

describe('attack 34: acts at the same moment', () => {
  it('of ten cancels one is accepted and told once', async () => {
    const { id } = await create();
    const answers = await Promise.all(Array.from({ length: 10 }, () => act(id, 'cancel')));
    expect(statuses(answers)).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
    expect(await typesTold(id)).toEqual(['session.created', 'session.canceled']);
  });

  it('of extend and expire both may be accepted, but never an extend after the expire', async () => {
    const { id } = await create();
    const [extend, expire] = await Promise.all([act(id, 'extend'), act(id, 'expire')]);
    expect(expire.status).toBe(200);
    const told = await typesTold(id);
    expect(told.at(-1)).toBe('session.expired');
    expect(told.includes('session.extended')).toBe(extend.status === 200);
    expect((await read(id)).status).toBe('expired');
  });

  it('a cancel and a payment never end in a session that is both', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await create();
      const [cancel] = await Promise.all([
        act(id, 'cancel'),
        seeTransfer(api, id, { amountAtomic: 99_000_000n, contract: USDC, confirmed: true }),
      ]);
      const after = await read(id);
      expect(after.status).toBe(cancel.status === 200 ? 'canceled' : 'paid');
      expect(after.transfers).toHaveLength(1);
      expect(after.version).toBe((await toldOf(api, id)).at(-1)!.version);
    }
  });
});

type Deed = () => Promise<unknown>;

/** Both at once, and the order is known: they wait for the session's row, which is let go when both do. */
async function oneAfterTheOther(sessionId: string, first: Deed, second: Deed): Promise<readonly unknown[]> {
  const holder = await api.database.pool.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM sessions WHERE id = $1 FOR UPDATE', [fromPublicId('session', sessionId)]);
  const one = first();
  await until(waitingForLocks, 1);
  const other = second();
  await until(waitingForLocks, 2);
  await holder.query('COMMIT');
  holder.release();
  return Promise.all([one, other]);
}

async function waitingForLocks(): Promise<number> {
  const { rows } = await api.database.pool.query<{ count: number }>(
    `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0]!.count;
}

describe('attack 34: an act and a transfer, each of which waits for the other', () => {
  const OTHER_TOKEN = `0x${'77'.repeat(20)}` as const;
  const pay = (id: string, contract: Hex) =>
    seeTransfer(api, id, { amountAtomic: 99_000_000n, contract, confirmed: true });
  const wanting = (verb: string, id: string) => async () => {
    const { status, body } = await act(id, verb);
    return status === 200 ? 200 : `${status} ${body.error.code}`;
  };

  it.each([
    ['cancel', 'that counts', USDC, '409 session_ended', 'paid'],
    ['expire', 'that counts', USDC, '409 session_ended', 'paid'],
    ['extend', 'that counts', USDC, '409 session_ended', 'paid'],
    ['cancel', 'that does not count', OTHER_TOKEN, '409 session_has_payment', 'pending'],
    ['expire', 'that does not count', OTHER_TOKEN, 200, 'expired'],
    ['extend', 'that does not count', OTHER_TOKEN, 200, 'pending'],
  ] as const)('%s after a transfer %s', async (verb, _, contract, answer, status) => {
    const { id } = await create();
    const [, answered] = await oneAfterTheOther(id, () => pay(id, contract), wanting(verb, id));
    expect(answered).toBe(answer);
    expect((await read(id)).status).toBe(status);
  });

  it.each([
    ['cancel', 'that counts', USDC, 'canceled', ['after_cancel']],
    ['expire', 'that counts, of before it,', USDC, 'paid', []],
    ['extend', 'that counts', USDC, 'paid', []],
    ['cancel', 'that does not count', OTHER_TOKEN, 'canceled', ['wrong_asset']],
  ] as const)('%s before a transfer %s is done', async (verb, _, contract, status, reasons) => {
    const { id } = await create();
    const [answered] = await oneAfterTheOther(id, wanting(verb, id), () => pay(id, contract));
    expect(answered).toBe(200);
    expect((await read(id)).status).toBe(status);
    const { body } = await api.call('GET', `/unexpected_transfers?session=${id}`);
    expect(body.data.map(({ reason }: { reason: string }) => reason)).toEqual(reasons);
  });
});

describe('repeats of an act with its Idempotency-Key', () => {
  it.each(['cancel', 'expire', 'extend'])('%s answers the first answer once more and does nothing', async (verb) => {
    const { id } = await create();
    const first = await act(id, verb, 'once');
    const again = await act(id, verb, 'once');
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
    expect(await toldOf(api, id)).toHaveLength(2);
  });

  it('at the same moment do it once and answer the same', async () => {
    const { id } = await create();
    const answers = await Promise.all(Array.from({ length: 10 }, () => act(id, 'cancel', 'all-at-once')));
    expect(statuses(answers)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true')).toHaveLength(9);
    expect(await typesTold(id)).toEqual(['session.created', 'session.canceled']);
  });

  it('belong to their route: the same key elsewhere is another', async () => {
    const [one, other] = [await create(), await create()];
    expect((await act(one.id, 'cancel', 'same-key')).body.id).toBe(one.id);
    const elsewhere = await act(other.id, 'cancel', 'same-key');
    expect(elsewhere.body).toMatchObject({ id: other.id, status: 'canceled' });
    expect((await act(one.id, 'extend', 'same-key')).status).toBe(409);
  });

  it('do not store a refusal: what was refused may be allowed later', async () => {
    const { id } = await create();
    api.pending.push({ txHash: `0x${'ab'.repeat(32)}`, contract: USDC, to: `0x${'00'.repeat(20)}`, amountAtomic: 1n });
    expect((await act(id, 'cancel', 'refused-first')).status).toBe(409);
    api.pending.pop();
    expect((await act(id, 'cancel', 'refused-first')).status).toBe(200);
  });
});
