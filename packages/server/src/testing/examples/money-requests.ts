import { dispatchEvents } from '../../operations/dispatch-events.ts';
import { runOut, seeTransfer } from '../books.ts';
import { type TestApi, USDC } from '../test-api.ts';
import type { DocumentedRequest, Remembered } from './documented-request.ts';

const DOLLARS_50 = 50_000_000n;

/** A session over 50 USDC without a grace window, remembered; it runs out where `paidAtomic` came on time. */
async function endedSession(api: TestApi, remembered: Remembered, name: string, paidAtomic = 0n): Promise<string> {
  const { body } = await api.call('POST', '/checkout_sessions', {
    body: { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:USDC', graceSeconds: 0 },
  });
  if (paidAtomic > 0n) await seeTransfer(api, body.id, { contract: USDC, amountAtomic: paidAtomic, confirmed: true });
  await runOut(api, body.id);
  remembered.set(name, body.id);
  return body.id;
}

/** The whole amount, twice, when the time is over: nothing of it counts by itself. */
async function lateMoney(api: TestApi, remembered: Remembered): Promise<void> {
  const id = await endedSession(api, remembered, 'late');
  for (const _ of [1, 2]) await seeTransfer(api, id, { contract: USDC, amountAtomic: DOLLARS_50, confirmed: true });
  const { body } = await api.call('GET', `/unexpected_transfers?session=${id}`);
  remembered.set('extra', body.data[0].id);
  remembered.set('transfer', body.data[1].id);
}

const underpaid = (api: TestApi, remembered: Remembered) => endedSession(api, remembered, 'underpaid', 49_980_000n);

/** What people decide about money that does not count; and how an endpoint was told of it. */
export const MONEY_REQUESTS: readonly DocumentedRequest[] = [
  {
    operationId: 'acceptCheckoutSession',
    key: 'test',
    params: { id: 'underpaid' },
    body: { reason: 'Two cents short, a regular' },
    arrange: underpaid,
  },
  { operationId: 'listUnexpectedTransfers', key: 'test', query: { limit: '1' }, arrange: lateMoney },
  { operationId: 'retrieveUnexpectedTransfer', key: 'test', params: { id: 'transfer' } },
  {
    operationId: 'attachUnexpectedTransfer',
    key: 'test',
    params: { id: 'transfer' },
    body: { reason: 'Paid a day late' },
  },
  { operationId: 'writeOffUnexpectedTransfer', key: 'test', params: { id: 'extra' }, body: { reason: 'Not ours' } },
  { operationId: 'listLedgerEntries', key: 'test', query: { limit: '2' } },
  { operationId: 'listAuditEntries', key: 'test', query: { limit: '2' } },
  {
    operationId: 'createWebhookEndpoint',
    example: 'paid',
    remember: { receiver: 'id' },
    arrange: (api) => dispatchEvents({ store: api.database.store, runtime: api.clock }, 10_000),
  },
  { operationId: 'sendTestEvent', params: { id: 'receiver' } },
  {
    operationId: 'listWebhookDeliveries',
    query: { limit: '1' },
    remember: { delivery: 'data.0.id' },
    arrange: (api) => dispatchEvents({ store: api.database.store, runtime: api.clock }, 10_000),
  },
  { operationId: 'retrieveWebhookDelivery', params: { id: 'delivery' } },
  { operationId: 'redeliverWebhook', params: { id: 'delivery' } },
];
