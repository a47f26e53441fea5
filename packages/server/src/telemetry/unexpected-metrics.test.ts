import { afterAll, beforeAll, expect, it } from 'vitest';
import { countOpenUnexpected } from '../store/count-unexpected.ts';
import { runOut, seeTransfer } from '../testing/books.ts';
import { createTestApi, type TestApi, USDC } from '../testing/test-api.ts';
import { createMetrics } from './metrics.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

it('shows money that waits for a decision, by its reason, until somebody has made it', async () => {
  const metrics = createMetrics();
  let broken = false;
  metrics.watchUnexpected(() => (broken ? Promise.reject(new Error('down')) : countOpenUnexpected(api.database.store)));
  const shown = async () => {
    const text = await metrics.registry.metrics();
    const series = [
      ...text.matchAll(/^opentill_unexpected_transfers_open\{livemode="(\w+)",reason="(\w+)"\} (\d+)$/gm),
    ];
    return Object.fromEntries(series.map(([, livemode, reason, count]) => [`${livemode} ${reason}`, Number(count)]));
  };
  // For an alarm on what comes, each is there before anything has come.
  expect(Object.keys(await shown())).toHaveLength(14);
  expect(Object.values(await shown())).toEqual(new Array(14).fill(0));
  const { body } = await api.call('POST', '/checkout_sessions', {
    body: { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:USDC', graceSeconds: 0 },
  });
  await runOut(api, body.id);
  await seeTransfer(api, body.id, { contract: USDC, amountAtomic: 50_000_000n, confirmed: true });
  expect(await shown()).toMatchObject({ 'false after_grace': 1, 'false wrong_asset': 0, 'true after_grace': 0 });
  const { data } = (await api.call('GET', '/unexpected_transfers')).body;
  await api.call('POST', `/unexpected_transfers/${data[0].id}/write_off`, { body: { reason: 'A gift' } });
  expect(await shown()).toMatchObject({ 'false after_grace': 0 });
  broken = true;
  expect(await shown()).toEqual({});
});
