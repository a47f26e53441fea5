import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hex } from '../../../core/hex.ts';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { insertSurplus } from '../../../store/balance-audits.ts';
import { retriedTransaction } from '../../../store/retried-transaction.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { unexpectedObject } from './schema.ts';

/** What the audit of balances wrote, as the API shows it. How it comes to write it: operations/audit-balances.test.ts. */
let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const BLOCK = { number: 36n, hash: `0x${'ab'.repeat(32)}`, parentHash: `0x${'aa'.repeat(32)}` } as const;

async function surplusOf(amountAtomic: bigint) {
  const { body: session } = await api.call('POST', '/checkout_sessions', {
    body: { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:ETH' },
  });
  const sessionId = fromPublicId('session', session.id)!;
  const { store } = api.database;
  const row = await store.selectFrom('sessions').selectAll().where('id', '=', sessionId).executeTakeFirstOrThrow();
  const id = api.clock.newId();
  const at = api.clock.now();
  await retriedTransaction(store, (tx) =>
    insertSurplus(
      tx,
      { organizationId: row.organization_id, sessionId, livemode: false, address: row.address as Hex },
      { id, network: 'Devnet', contract: null, amountAtomic, block: { ...BLOCK, timestamp: at }, at },
    ),
  );
  const { body } = await api.call('GET', `/unexpected_transfers?session=${session.id}`);
  return { session, listed: body.data };
}

const act = (id: string, what: string, body: object) =>
  api.call('POST', `/unexpected_transfers/${id}/${what}`, { body });

describe('a surplus of a balance', () => {
  it('is on the list, without a transaction and a sender, as the schema says', async () => {
    const { session, listed } = await surplusOf(7n);
    expect(listed).toMatchObject([
      {
        status: 'open',
        reason: 'balance_surplus',
        sessionId: session.id,
        network: 'Devnet',
        asset: 'ETH',
        token: null,
        txHash: null,
        from: null,
        to: session.address,
        blockNumber: '36',
        amount: { wei: '7' },
        confirmed: true,
      },
    ]);
    expect(unexpectedObject.parse(listed[0])).toEqual(listed[0]);
    const { body } = await api.call('GET', `/unexpected_transfers/${listed[0].id}`);
    expect(body).toEqual(listed[0]);
  });

  it('cannot be attached, to its own session or another', async () => {
    const { session, listed } = await surplusOf(10n ** 18n);
    const other = await surplusOf(1n);
    for (const body of [{}, { sessionId: other.session.id }]) {
      const refused = await act(listed[0].id, 'attach', body);
      expect(refused).toMatchObject({ status: 409, body: { error: { code: 'no_transfer' } } });
    }
    const { body } = await api.call('GET', `/checkout_sessions/${session.id}`);
    expect(body).toMatchObject({ status: 'pending', transfers: [] });
  });

  it('can be written off; neither that nor its being there is in the ledger', async () => {
    const { session, listed } = await surplusOf(7n);
    const { status, body } = await act(listed[0].id, 'write_off', { reason: 'Sent by ourselves' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'written_off', resolution: 'Sent by ourselves', version: 2 });
    const { body: ledger } = await api.call('GET', `/ledger_entries?session=${session.id}`);
    expect(ledger.data).toEqual([]);
  });
});
