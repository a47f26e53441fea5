import { runOut, seeTransfer } from '../books.ts';
import { type TestApi, USDC } from '../test-api.ts';
import type { DocumentedRequest, Remembered } from './documented-request.ts';

const DOLLARS_50 = 50_000_000n;

async function paidSession(api: TestApi, remembered: Remembered): Promise<void> {
  const { body } = await api.call('POST', '/checkout_sessions', {
    body: { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:USDC' },
  });
  await seeTransfer(api, body.id, { contract: USDC, amountAtomic: DOLLARS_50, confirmed: true });
  remembered.set('refundable', body.id);
}

/** The whole amount, twice, when the time is over. */
async function lateMoney(api: TestApi, remembered: Remembered): Promise<void> {
  const { body } = await api.call('POST', '/checkout_sessions', {
    body: { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:USDC', graceSeconds: 0 },
  });
  await runOut(api, body.id);
  for (const _ of [1, 2])
    await seeTransfer(api, body.id, { contract: USDC, amountAtomic: DOLLARS_50, confirmed: true });
  const { data } = (await api.call('GET', `/unexpected_transfers?session=${body.id}`)).body;
  remembered.set('owed', data[0].id);
  remembered.set('sentBack', data[1].id);
}

const WALLET = '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB';
const steady = { toAddress: WALLET.toLowerCase() };

/** What goes back, from the promise to the hash. */
export const REFUND_REQUESTS: readonly DocumentedRequest[] = [
  {
    operationId: 'createRefund',
    key: 'test',
    example: 'session',
    body: { sessionId: '{refundable}', amount: '12.5', reason: 'One cup broke' },
    arrange: paidSession,
    remember: { refund: 'id' },
  },
  { operationId: 'retrieveRefund', key: 'test', params: { id: 'refund' } },
  { operationId: 'resetRefundAddress', key: 'test', params: { id: 'refund' } },
  { operationId: 'cancelRefund', key: 'test', params: { id: 'refund' } },
  {
    operationId: 'createRefund',
    key: 'test',
    example: 'transfer',
    body: { unexpectedTransferId: '{owed}', toAddress: WALLET, reason: 'Paid twice' },
    arrange: lateMoney,
    remember: { ready: 'id' },
    steady,
  },
  { operationId: 'sendRefund', key: 'test', example: 'sent', params: { id: 'ready' }, steady },
  { operationId: 'listRefunds', key: 'test', query: { status: 'sent' }, steady },
  { operationId: 'refundUnexpectedTransfer', key: 'test', example: 'sent', params: { id: 'sentBack' } },
];
