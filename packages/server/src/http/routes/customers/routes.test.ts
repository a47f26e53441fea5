import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { strictly } from '../../../testing/strictly.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { customerObject } from './schema.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ADA = {
  email: 'Ada@example.com',
  name: 'Ada Lovelace',
  phone: '+44 20 7946 0000',
  billingAddress: { line1: '12 St James’s Square', city: 'London', country: 'GB' },
  metadata: { tier: 'gold' },
};
const create = (body: object, options: object = {}) => api.call('POST', '/customers', { body, ...options });
const get = (id: string, options: object = {}) => api.call('GET', `/customers/${id}`, options);
const buy = (body: object) =>
  api.call('POST', '/checkout_sessions', { body: { amount: { value: '9.00', currency: 'USD' }, ...body } });

describe('a customer', () => {
  it('is shown as they were given, with nothing beside', async () => {
    const { status, body } = await create({ ...ADA, externalReference: 'crm-1' });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body).toMatchObject({ ...ADA, object: 'customer', externalReference: 'crm-1', erasedAt: null });
    expect(body.billingAddress).toEqual({ ...ADA.billingAddress, line2: null, region: null, postalCode: null });
    expect(strictly(customerObject).parse(body)).toEqual(body);
    expect((await get(body.id)).body).toEqual(body);
  });

  it('is created once for an Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'customer-once' };
    const first = await create(ADA, { headers });
    const second = await create(ADA, { headers });
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect((await create({ name: 'Other' }, { headers })).status).toBe(409);
  });

  it('is found by address, however it is spelled, and by reference', async () => {
    const { body } = await create({ email: 'Grace@Example.com', externalReference: 'crm-grace' });
    for (const query of ['email=grace@example.com', 'externalReference=crm-grace']) {
      const list = await api.call('GET', `/customers?${query}`);
      expect(list.body.data.map(({ id }: { id: string }) => id)).toEqual([body.id]);
    }
  });

  it('is changed field by field; null empties one', async () => {
    const { body } = await create(ADA);
    const changed = await api.call('PATCH', `/customers/${body.id}`, { body: { phone: null, name: 'Ada King' } });
    expect(changed.body).toMatchObject({ phone: null, name: 'Ada King', email: ADA.email, metadata: ADA.metadata });
  });

  it('lends a session its id and address', async () => {
    const { body } = await create(ADA);
    const session = await buy({ customerId: body.id });
    expect(session.body).toMatchObject({ customerId: body.id, customerEmail: ADA.email });
    const own = await buy({ customerId: body.id, customerEmail: 'other@example.com' });
    expect(own.body.customerEmail).toBe('other@example.com');
    const list = await api.call('GET', `/checkout_sessions?customerId=${body.id}`);
    expect(list.body.data.map(({ id }: { id: string }) => id)).toEqual([own.body.id, session.body.id]);
  });

  it('is deleted, or archived once sessions are theirs, and then takes no new one', async () => {
    const unused = await create(ADA);
    const gone = await api.call('DELETE', `/customers/${unused.body.id}`);
    expect(gone.body).toEqual({ id: unused.body.id, object: 'customer', deleted: true, archived: false });
    expect((await get(unused.body.id)).status).toBe(404);
    const { body } = await create(ADA);
    await buy({ customerId: body.id });
    const kept = await api.call('DELETE', `/customers/${body.id}`);
    expect(kept.body).toMatchObject({ deleted: false, archived: true });
    expect((await get(body.id)).body.archivedAt).not.toBeNull();
    const refused = await buy({ customerId: body.id });
    expect([refused.status, refused.body.error.code, refused.body.error.param]).toEqual([
      409,
      'customer_archived',
      'customerId',
    ]);
    await api.call('PATCH', `/customers/${body.id}`, { body: { archived: false } });
    expect((await buy({ customerId: body.id })).status).toBe(201);
  });

  it('details that a session is given come back in it', async () => {
    const { body } = await buy({
      customerDetails: { name: 'Ada', shippingAddress: { city: 'Bath' }, custom: { size: 'L' } },
    });
    expect(body.customerDetails).toMatchObject({
      name: 'Ada',
      phone: null,
      billingAddress: null,
      shippingAddress: { city: 'Bath', country: null },
      custom: { size: 'L' },
    });
  });
});

describe('refused by name', () => {
  it.each([
    [{ email: 'nobody' }, 400, 'parameter_invalid', 'email'],
    [{ billingAddress: { country: 'Germany' } }, 400, 'parameter_invalid', 'billingAddress.country'],
    [{ erasedAt: '2020-01-01T00:00:00.000Z' }, 400, 'parameter_unknown', 'erasedAt'],
    [{ name: 'a\u0000b' }, 400, 'body_malformed', undefined],
  ])('%j', async (body, status, code, param) => {
    const answer = await create(body);
    expect([answer.status, answer.body.error.code, answer.body.error.param]).toEqual([status, code, param]);
  });

  it('a reference that another has', async () => {
    await create({ externalReference: 'crm-taken' });
    const answer = await create({ externalReference: 'crm-taken' });
    expect([answer.status, answer.body.error.code]).toEqual([409, 'customer_reference_taken']);
    const { body } = await create({ externalReference: 'crm-free' });
    const changed = await api.call('PATCH', `/customers/${body.id}`, { body: { externalReference: 'crm-taken' } });
    expect([changed.status, changed.body.error.code]).toEqual([409, 'customer_reference_taken']);
    expect((await get(body.id)).body.externalReference).toBe('crm-free');
  });

  it('another organization’s and mode’s customers, as if they did not exist', async () => {
    const { body } = await create(ADA);
    for (const key of [api.keys.stranger, api.keys.live]) {
      expect((await get(body.id, { key })).body.error.code).toBe('customer_not_found');
      for (const [method, suffix] of [
        ['PATCH', ''],
        ['DELETE', ''],
      ] as const) {
        const options = method === 'PATCH' ? { key, body: { name: 'x' } } : { key };
        expect((await api.call(method, `/customers/${body.id}${suffix}`, options)).status).toBe(404);
      }
      const session = await api.call('POST', '/checkout_sessions', {
        key,
        body: { amount: { value: '1.00', currency: 'USD' }, customerId: body.id },
      });
      expect(session.body.error.code).toBe('customer_not_found');
      expect((await api.call('GET', '/customers', { key })).body.data).toEqual([]);
    }
    expect((await get(body.id)).body.name).toBe(ADA.name);
  });
});
