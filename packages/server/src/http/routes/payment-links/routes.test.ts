import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { paymentLinkObject } from './link-object.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const TEA = { name: 'Tea club', fiatAmount: '12.50', fiatCurrency: 'USD' };
const create = (body: object = {}, options: object = {}) =>
  api.call('POST', '/payment_links', { body: { ...TEA, ...body }, ...options });

describe('creating a payment link', () => {
  it('answers with the link, its address, its QR pictures and a button', async () => {
    const { status, body } = await create({ slug: 'tea-club-1' });
    expect(status).toBe(201);
    expect(paymentLinkObject.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^pl_[0-9A-Za-z]{22}$/),
      object: 'payment_link',
      slug: 'tea-club-1',
      fiatAmount: '12.50',
      fiatCurrency: 'USD',
      active: true,
      livemode: false,
      uses: { completed: 0, reserved: 0 },
    });
    expect(body.url).toMatch(/\/l\/tea-club-1$/);
    expect(body.qr).toEqual({ svg: `${body.url}/qr.svg`, png: `${body.url}/qr.png` });
  });
});
