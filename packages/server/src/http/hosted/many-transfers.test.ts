import { afterAll, beforeAll, expect, it } from 'vitest';
import { seeTransfer } from '../../testing/books.ts';
import { createTestApi, type TestApi, USDC } from '../../testing/test-api.ts';
import { visit } from '../../testing/visitor.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

it('the page lists as many of a session’s transfers as an answer does, and says how much all of them make', async () => {
  const body = { amount: { value: '99.00', currency: 'USD' }, method: 'Devnet:USDC' };
  const { id } = (await api.call('POST', '/checkout_sessions', { body })).body;
  for (let i = 0; i < 55; i++) await seeTransfer(api, id, { amountAtomic: 1_000_000n, contract: USDC });
  const { path } = await visit(api, id);
  const state = await api.call('GET', `${path}/state`, { key: null });
  expect(state.body.transfers).toHaveLength(50);
  expect(state.body.instructions.amountAtomic).toBe('44000000');
  const answer = await api.call('GET', `/checkout_sessions/${id}`);
  expect(answer.body.transfers).toHaveLength(50);
  expect(answer.body.transfersTotal).toBe(55);
});
