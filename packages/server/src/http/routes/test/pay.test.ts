import { expect, it } from 'vitest';
import type { Hex } from '../../../core/hex.ts';
import type { DevnetTransfer } from '../../../operations/simulate-payment.ts';
import { createTestApi, USDC } from '../../../testing/test-api.ts';

it('paying a session without a body sends what is missing', async () => {
  const sent: DevnetTransfer[] = [];
  const txHash: Hex = `0x${'ab'.repeat(32)}`;
  const payer = {
    tokens: [],
    send: async (transfers: readonly DevnetTransfer[]) => {
      sent.push(...transfers);
      return [txHash];
    },
    sendAndReorg: async () => [],
  };
  const api = await createTestApi({}, { payer });
  const body = { amount: { value: '20.00', currency: 'USD' }, method: 'Devnet:USDC' };
  const session = (await api.call('POST', '/checkout_sessions', { body })).body;
  const paid = await api.call('POST', `/test/checkout_sessions/${session.id}/pay`);
  expect(paid).toMatchObject({ status: 200, body: { scenario: 'exact', transactions: [txHash] } });
  expect(sent).toEqual([{ to: session.address, contract: USDC, amountAtomic: 20_000_000n }]);
  await api.close();
});
