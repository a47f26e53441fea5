import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPublicId } from '../core/identity/public-id.ts';
import { NO_DETAILS } from '../core/session/details.ts';
import { toldOf } from '../testing/books.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';
import { type CreateSessionInput, createSession } from './create-session.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const FREE: CreateSessionInput = {
  total: { minor: 0n, currency: 'USD' },
  allowedMethods: undefined,
  method: undefined,
  expiresIn: undefined,
  graceSeconds: undefined,
  ...NO_DETAILS,
  metadata: { orderId: 'free' },
  successUrl: 'https://example.com/ok',
};

async function createFree(key: string | null = null) {
  const principal = {
    organizationId: api.organizationId,
    livemode: false,
    actor: 'key:test',
    permissions: 'all' as const,
  };
  const request = key === null ? null : { route: 'dialect', key, body: {} };
  const made = await createSession(api.sessions.createDeps, principal, FREE, request);
  if (made.outcome !== 'created') throw new Error(`not created: ${made.outcome}`);
  return { id: toPublicId('session', made.sessionId), snapshot: JSON.parse(made.snapshot) };
}

describe('a total of zero', () => {
  it('is paid at createdAt, with no address, amount or chain', async () => {
    const { id } = await createFree();
    const { body } = await api.call('GET', `/checkout_sessions/${id}`);
    expect(body).toMatchObject({
      status: 'paid',
      version: 2,
      address: null,
      amount: null,
      chainId: null,
      ethPriceUsd: null,
      method: null,
      methods: [],
      payments: [],
      txHash: null,
      canExtend: false,
      waitingFor: [],
      fiat: { amount: '0.00', currency: 'USD' },
      amountRemaining: { fiat: { amount: '0.00' } },
      overpaidAmount: null,
    });
    expect(body.paidAt).toBe(body.createdAt);
  });

  it('is paid in the answer to its create already, and in the repeat of that', async () => {
    const request = {
      body: { amount: { value: '10.00', currency: 'USD' }, discounts: [{ percentOff: '100' }] },
      headers: { 'idempotency-key': 'nothing-to-pay' },
    };
    const { status, body } = await api.call('POST', '/checkout_sessions', request);
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'paid', version: 2, paidAt: body.createdAt, address: null, canExtend: false });
    expect((await api.call('GET', `/checkout_sessions/${body.id}`)).body).toEqual(body);
    const repeated = await api.call('POST', '/checkout_sessions', request);
    expect([repeated.headers['idempotent-replayed'], repeated.body]).toEqual(['true', body]);
  });

  it('tells that it was created and that it is paid', async () => {
    const { id } = await createFree();
    const told = await toldOf(api, id);
    expect(told.map(({ type, version, data }) => [type, version, data['status'], data['version']])).toEqual([
      ['session.created', 1, 'pending', 1],
      ['session.paid', 2, 'paid', 2],
    ]);
    expect(told[0]!.data['paidAt']).toBeNull();
    expect(told[1]!.data['paidAt']).toBe(told[1]!.data['createdAt']);
  });

  it('takes no address out of the xpub', async () => {
    const count = async () => (await api.database.pool.query('SELECT 1 FROM addresses')).rowCount;
    const before = await count();
    await createFree();
    expect(await count()).toBe(before);
  });

  it.each(['cancel', 'expire', 'extend'])('cannot be changed by %s', async (verb) => {
    const { id } = await createFree();
    const { status, body } = await api.call('POST', `/checkout_sessions/${id}/${verb}`);
    expect(status).toBe(409);
    expect(body.error.code).toBe('session_ended');
  });

  it('can be checked, and stays as it is', async () => {
    const { id } = await createFree();
    const { status, body } = await api.call('POST', `/checkout_sessions/${id}/check`);
    expect(status).toBe(200);
    expect(body.status).toBe('paid');
  });

  it('is made once for its idempotency key', async () => {
    await createFree('free-once');
    await expect(createFree('free-once')).rejects.toThrow('key_taken');
  });
});
