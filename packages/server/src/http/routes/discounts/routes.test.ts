import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { strictly } from '../../../testing/strictly.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { discountObject } from './schema.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

let codes = 0;
const create = (body: object = {}, options: object = {}) =>
  api.call('POST', '/discounts', { body: { code: `D${++codes}`, percentOff: '10', ...body }, ...options });
const get = (id: string, options: object = {}) => api.call('GET', `/discounts/${id}`, options);
const change = (id: string, body: object) => api.call('PATCH', `/discounts/${id}`, { body });
const use = (code: string) =>
  api.call('POST', '/checkout_sessions', {
    body: { amount: { value: '10.00', currency: 'USD' }, discounts: [{ code }] },
  });
const refusalOf = ({ status, body }: { status: number; body: { error: { code: string; param?: string } } }) => [
  status,
  body.error.code,
  body.error.param,
];

describe('a discount', () => {
  it('is shown as it was given, with nothing beside', async () => {
    const given = {
      name: 'Summer',
      maxRedemptions: 100,
      oncePerCustomer: true,
      startsAt: '2026-06-01T00:00:00.000Z',
      expiresAt: '2026-09-01T00:00:00.000Z',
      metadata: { campaign: 'summer' },
    };
    const { status, body } = await create({ code: 'Summer-26', percentOff: '12.5', ...given });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body).toMatchObject({ ...given, code: 'Summer-26', percentOff: '12.5', amountOff: null, timesRedeemed: 0 });
    expect(strictly(discountObject).parse(body)).toEqual(body);
    expect((await get(body.id)).body).toEqual(body);
  });

  it('changes its limits, but neither its code nor its terms', async () => {
    const { body } = await create();
    const changed = await change(body.id, { maxRedemptions: 3, name: 'Three', expiresAt: null });
    expect(changed.body).toMatchObject({ maxRedemptions: 3, name: 'Three' });
    for (const field of ['code', 'percentOff', 'amountOff', 'currency', 'timesRedeemed']) {
      expect(refusalOf(await change(body.id, { [field]: '5' }))).toEqual([400, 'parameter_unknown', field]);
    }
  });

  it('has its code alone, in whatever capitals, until it is archived', async () => {
    const { body } = await create({ code: 'Only-One' });
    expect(refusalOf(await create({ code: 'ONLY-one' }))).toEqual([409, 'discount_code_taken', 'code']);
    const elsewhere = await create({ code: 'ONLY-ONE' }, { key: api.keys.stranger });
    expect(elsewhere.status).toBe(201);
    expect((await create({ code: 'ONLY-ONE' }, { key: api.keys.live })).status).toBe(201);
    await change(body.id, { active: false });
    expect((await create({ code: 'ONLY-ONE' })).status).toBe(201);
    expect(refusalOf(await change(body.id, { active: true }))).toEqual([409, 'discount_code_taken', 'code']);
  });

  it('gets its code once of ten requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => create({ code: 'RACE' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
  });

  it('is deleted until a session has used it, then archived', async () => {
    const unused = await create();
    expect((await api.call('DELETE', `/discounts/${unused.body.id}`)).body).toMatchObject({ deleted: true });
    expect(refusalOf(await get(unused.body.id))).toEqual([404, 'discount_not_found', undefined]);
    const { body } = await create();
    await use(body.code);
    expect((await api.call('DELETE', `/discounts/${body.id}`)).body).toMatchObject({ deleted: false, archived: true });
    expect((await get(body.id)).body).toMatchObject({ active: false, timesRedeemed: 1 });
  });

  it('is found by code, and listed by whether it is active', async () => {
    const { body } = await create({ code: 'Findable' });
    const ids = async (query: string) =>
      (await api.call('GET', `/discounts?${query}`)).body.data.map(({ id }: { id: string }) => id);
    expect(await ids('code=FINDABLE')).toEqual([body.id]);
    expect(await ids('code=findable&active=false')).toEqual([]);
  });

  it.each([
    [{ percentOff: undefined }, 'discount_ambiguous', 'percentOff'],
    [{ amountOff: '1.00', currency: 'USD' }, 'discount_ambiguous', 'percentOff'],
    [{ currency: 'USD' }, 'discount_ambiguous', 'currency'],
    [{ percentOff: undefined, amountOff: '1.00' }, 'discount_ambiguous', 'currency'],
    [{ percentOff: undefined, amountOff: '1.001', currency: 'USD' }, 'amount_invalid', 'amountOff'],
    [{ percentOff: undefined, amountOff: '1.5', currency: 'JPY' }, 'amount_invalid', 'amountOff'],
    [{ percentOff: undefined, amountOff: '1.00', currency: 'XYZ' }, 'currency_unknown', 'currency'],
    [{ percentOff: '0' }, 'percent_invalid', 'percentOff'],
    [{ percentOff: '101' }, 'percent_invalid', 'percentOff'],
    [{ percentOff: '1.23456' }, 'percent_invalid', 'percentOff'],
    [{ code: 'with space' }, 'discount_code_invalid', 'code'],
    [{ code: 'ÉTÉ' }, 'discount_code_invalid', 'code'],
    [{ maxRedemptions: 0 }, 'parameter_invalid', 'maxRedemptions'],
    [{ startsAt: '2026-09-01T00:00:00Z', expiresAt: '2026-09-01T00:00:00Z' }, 'discount_window_empty', 'expiresAt'],
    [{ timesRedeemed: 5 }, 'parameter_unknown', 'timesRedeemed'],
  ])('is refused by name: %j', async (body, code, param) => {
    expect(refusalOf(await create(body))).toEqual([400, code, param]);
  });

  it('does not exist for another organization or mode', async () => {
    const { body } = await create();
    for (const key of [api.keys.stranger, api.keys.live]) {
      expect(refusalOf(await get(body.id, { key }))[1]).toBe('discount_not_found');
      expect((await api.call('PATCH', `/discounts/${body.id}`, { key, body: { active: false } })).status).toBe(404);
      expect((await api.call('DELETE', `/discounts/${body.id}`, { key })).status).toBe(404);
    }
    expect((await get(body.id)).body.active).toBe(true);
  });
});
