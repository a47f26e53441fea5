import { describe, expect, it } from 'vitest';
import { readDevnetTo, seeTransfer } from '../../../testing/books.ts';
import { USDC } from '../../../testing/test-api.ts';
import { useGateway } from '../../../testing/use-gateway.ts';

const on = useGateway();
const ORDER = { amount: { value: '99.00', currency: 'USD' }, method: 'Devnet:USDC', expiresIn: 300, graceSeconds: 600 };

const statusOf = async (id: string): Promise<number> => (await on.call('GET', `/checkouts/${id}`)).body.status;
/** The numbers whose lists hold the checkout. */
async function listedUnder(id: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (const status of [-2, -1, 0, 1, 2]) {
    const { body } = await on.call('GET', `/checkouts?limit=100&status=${status}`);
    const ids: readonly string[] = body.data.map((each: { sessionPublicId: string }) => each.sessionPublicId);
    if (ids.includes(id)) found.push(status);
  }
  return found;
}

async function underpaid(body: object): Promise<string> {
  const { id } = (await on.call('POST', '/api/v1/checkout_sessions', { body: { ...ORDER, ...body } })).body;
  await seeTransfer(on.api, id, { contract: USDC, amountAtomic: 1_000_000n, confirmed: true });
  await readDevnetTo(on.api, on.api.clock.now());
  return id;
}

describe('a checkout that is underpaid and out of time', () => {
  it('on a moved test clock is listed under the number that it says', async () => {
    const { body: clock } = await on.call('POST', '/api/v1/test/clocks', { body: { name: 'Late' } });
    const id = await underpaid({ testClockId: clock.id });
    expect([await statusOf(id), await listedUnder(id)]).toEqual([0, [0]]);
    await on.call('POST', `/api/v1/test/clocks/${clock.id}/advance`, { body: { by: 3600 } });
    expect([await statusOf(id), await listedUnder(id)]).toEqual([-2, [-2]]);
    const { body } = await on.call('GET', `/api/v1/checkout_sessions/${id}`);
    expect([body.status, body.graceOver]).toEqual(['underpaid', true]);
  });

  it('is listed under −2 once its network was read past its grace, and not by the clock alone', async () => {
    const id = await underpaid({});
    on.api.clock.advance(3_600_000);
    expect([await statusOf(id), await listedUnder(id)]).toEqual([0, [0]]);
    await readDevnetTo(on.api, on.api.clock.now());
    expect([await statusOf(id), await listedUnder(id)]).toEqual([-2, [-2]]);
    const { body } = await on.call('GET', '/checkouts?limit=100&status=underpaid');
    expect(body.data.map((each: { sessionPublicId: string }) => each.sessionPublicId)).toContain(id);
  });
});
