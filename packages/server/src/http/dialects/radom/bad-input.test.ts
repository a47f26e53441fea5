import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const BODY = { total: 39.99, currency: 'USD', method: { network: 'Devnet', token: USDC } };
const send = (payload: string | Buffer, contentType = 'application/json') =>
  api.call('POST', '/payment_sessions', { raw: { payload, contentType } });
const number = (text: string) => JSON.rawJSON(text);
const sessions = async () => {
  const { rows } = await api.database.pool.query<{ n: bigint }>('SELECT count(*) AS n FROM sessions');
  return rows[0]!.n;
};

describe('a body that cannot be right is refused by the name of its field, and nothing is made', () => {
  it.each<readonly [what: string, change: object, code: string, param: string, message: RegExp]>([
    ['no total', { total: undefined }, 'parameter_missing', 'total', /is required/],
    ['no currency', { currency: undefined }, 'parameter_missing', 'currency', /is required/],
    ['no method', { method: undefined }, 'parameter_missing', 'method', /is required/],
    ['no network', { method: { token: null } }, 'parameter_missing', 'method.network', /is required/],
    ['a total of null', { total: null }, 'parameter_invalid', 'total', /must be a number, not null/],
    ['a total of true', { total: true }, 'parameter_invalid', 'total', /must be a number, not true/],
    ['a total of nothing', { total: 0 }, 'amount_invalid', 'total', /above zero/],
    ['minus nothing', { total: number('-0') }, 'amount_invalid', 'total', /above zero/],
    ['a negative total', { total: -1 }, 'amount_invalid', 'total', /must not be negative/],
    ['a third of a cent', { total: number('39.993') }, 'amount_invalid', 'total', /more decimals than USD/],
    ['a billionth', { total: number('1e-9') }, 'amount_invalid', 'total', /more decimals than USD/],
    ['a number past all floats', { total: number('1e999') }, 'amount_invalid', 'total', /exponent/],
    ['a number of 200 digits', { total: number('1'.repeat(200)) }, 'amount_invalid', 'total', /digits/],
    ['a number of 30 digits', { total: number('1'.repeat(30)) }, 'amount_too_large', 'total', /too many digits/],
    ['a trillion', { total: number('1000000000000') }, 'amount_too_large', 'total', /whole units/],
    ['text that is no number', { total: 'NaN' }, 'amount_invalid', 'total', /decimal text/],
    ['text with an exponent', { total: '1e2' }, 'amount_invalid', 'total', /decimal text/],
    ['text in the German way', { total: '39,99' }, 'amount_invalid', 'total', /decimal text/],
    ['an unknown currency', { currency: 'usd' }, 'currency_unknown', 'currency', /ISO 4217/],
    ['a method that is a number', { method: 5 }, 'parameter_invalid', 'method', /must be an object, not 5/],
    ['a method that is text', { method: 'Devnet:USDC' }, 'parameter_invalid', 'method', /must be an object/],
    [
      'a token that is a number',
      { method: { network: 'Devnet', token: 1 } },
      'parameter_invalid',
      'method.token',
      /text, not 1/,
    ],
    [
      'a network that is off',
      { method: { network: 'Ethereum', token: null } },
      'network_unknown',
      'method.network',
      /Devnet/,
    ],
    [
      'a network of the other mode',
      { method: { network: 'Base', token: null } },
      'network_unknown',
      'method.network',
      /Devnet/,
    ],
    [
      'a token that is not on offer',
      { method: { network: 'Devnet', token: `0x${'ab'.repeat(20)}` } },
      'method_not_offered',
      'method',
      /On offer there: Devnet:ETH, Devnet:USDC/,
    ],
    [
      'a token that is no contract',
      { method: { network: 'Devnet', token: 'USDC' } },
      'method_not_offered',
      'method',
      /not on offer/,
    ],
    [
      'a field of the method that we do not know',
      { method: { ...BODY.method, x: 1 } },
      'parameter_unknown',
      'method.x',
      /knows no field/,
    ],
    ['a script as URL', { successUrl: 'javascript:alert(1)' }, 'url_invalid', 'successUrl', /absolute/],
    ['an email that is none', { customerEmail: 'ada' }, 'parameter_invalid', 'customerEmail', /email address/],
    ['metadata that is a number', { metadata: 5 }, 'parameter_invalid', 'metadata', /must be an object, not 5/],
    ['a deadline too near', { expiresIn: 1 }, 'expiry_out_of_bounds', 'expiresIn', /from 5 to/],
    ['a deadline of half a second', { expiresIn: 0.5 }, 'parameter_invalid', 'expiresIn', /whole number, not 0.5/],
    ['a deadline as text', { expiresIn: '900' }, 'parameter_invalid', 'expiresIn', /whole number, not "900"/],
    ['a status of its own', { sessionStatus: 'success' }, 'parameter_unknown', 'sessionStatus', /knows no field/],
    ['an address of its own', { paymentAddress: USDC }, 'parameter_unknown', 'paymentAddress', /knows no field/],
  ])('%s', async (_what, change, code, param, message) => {
    const before = await sessions();
    const { status, body } = await send(JSON.stringify({ ...BODY, ...change }));
    expect(body.error).toMatchObject({ type: 'invalid_request', code, param, message: expect.stringMatching(message) });
    expect([status, body.error.requestId]).toEqual([400, expect.any(String)]);
    expect(await sessions()).toBe(before);
  });

  it.each([
    ['NaN', '{"total": NaN}'],
    ['Infinity', '{"total": Infinity}'],
    ['a number with a leading zero', '{"total": 039.99}'],
    ['a number without digits before its point', '{"total": .5}'],
    ['a bare number', '39.99'],
    ['a list', '[]'],
    ['nothing', ''],
    ['a NUL', JSON.stringify({ ...BODY, description: 'a\0b' })],
    ['a hundred thousand brackets', `{"method": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('%s is answered 400 in the standard envelope', async (_what, payload) => {
    const { status, body } = await send(payload);
    expect([status, body.error.type]).toEqual([400, 'invalid_request']);
  });

  it('takes the last of two totals, as JSON does', async () => {
    const payload = JSON.stringify(BODY).replace('"total":39.99', '"total":1,"total":39.990');
    const { status, body } = await send(payload);
    expect([status, body.total]).toEqual([201, '39.990']);
  });

  it('takes a body of at most 256 kB, and JSON alone', async () => {
    expect((await send(JSON.stringify({ ...BODY, description: 'x'.repeat(300_000) }))).status).toBe(413);
    expect((await send(JSON.stringify(BODY), 'application/x-www-form-urlencoded')).status).toBe(415);
    expect((await send(Buffer.from([0x22, 0xe9, 0x22]))).body.error.message).toBe('The body is not valid UTF-8.');
  });
});

it('an id that names nothing is 404, and a cursor that is none 400', async () => {
  for (const id of ['x', '9280fe2b-888d-4a9c-9a2d-511e6b1d512a', 'cs_0000000000000000000000', "'--"]) {
    expect((await api.call('GET', `/payment_sessions/${id}`)).status).toBe(404);
    expect((await api.call('POST', `/payment_sessions/${id}/cancel`)).status).toBe(404);
    expect((await api.call('POST', `/payment_sessions/${id}/extend`)).status).toBe(404);
  }
  for (const query of ['starting_after=x', 'limit=0', 'limit=101', 'limit=x', 'page=1']) {
    const { status, body } = await api.call('GET', `/payment_sessions?${query}`);
    expect([query, status, body.error.param]).toEqual([query, 400, query.split('=')[0]]);
  }
});
