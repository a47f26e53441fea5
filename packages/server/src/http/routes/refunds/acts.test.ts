import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '../../../core/scopes.ts';
import { createApiKey } from '../../../operations/create-api-key.ts';
import { HASH, lateTransfer, newRefund, refundEventsOf, WALLET } from '../../../testing/refunds.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const act = (id: string, name: string, body?: object) =>
  api.call('POST', `/refunds/${id}/${name}`, body === undefined ? {} : { body });
const get = async (path: string) => (await api.call('GET', path)).body;
const refused = (code: string) => ({ status: 409, body: { error: { code } } });

describe('saying that a refund was sent', () => {
  it('is no proof that it was: it waits for the chain', async () => {
    const { session, refund } = await newRefund(api, { toAddress: WALLET });
    const sent = await act(refund.id, 'sent', { txHash: HASH.toUpperCase().replace('0X', '0x') });
    expect(sent).toMatchObject({ status: 200, body: { status: 'sent', txHash: HASH, confirmedAt: null, version: 2 } });
    expect(await refundEventsOf(api, session.id)).toEqual(['refund.created', 'refund.sent']);
    expect((await get(`/ledger_entries?session=${session.id}`)).data).toHaveLength(1);
    expect((await get(`/checkout_sessions/${session.id}`)).refundStatus).toBeNull();
  });

  it('again with the same hash changes nothing; with another, that one is watched', async () => {
    const { session, refund } = await newRefund(api, { toAddress: WALLET });
    const first = await act(refund.id, 'sent', { txHash: HASH });
    expect((await act(refund.id, 'sent', { txHash: HASH })).body).toEqual(first.body);
    const other = `0x${'4e'.repeat(32)}`;
    expect(await act(refund.id, 'sent', { txHash: other })).toMatchObject({ body: { txHash: other, version: 3 } });
    expect(await refundEventsOf(api, session.id)).toEqual(['refund.created', 'refund.sent', 'refund.sent']);
  });

  it('is refused before the address is known, and for what is no hash', async () => {
    const { refund } = await newRefund(api);
    const early = await act(refund.id, 'sent', { txHash: HASH });
    expect(early).toMatchObject(refused('refund_act_not_allowed'));
    expect(early.body.error.message).toContain('Send the customer `refundUrl`');
    expect(early.body.error.message).toContain('create one with `toAddress`');
    for (const txHash of ['0x12', HASH.slice(2), 5, null]) {
      const answer = await act(refund.id, 'sent', { txHash });
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'parameter_invalid', param: 'txHash' } } });
    }
    const missing = await act(refund.id, 'sent', {});
    expect(missing).toMatchObject({ status: 400, body: { error: { code: 'parameter_missing', param: 'txHash' } } });
  });
});

describe('canceling', () => {
  it('ends a refund that was not sent, for good', async () => {
    const { session, refund } = await newRefund(api, { toAddress: WALLET });
    expect(await act(refund.id, 'cancel')).toMatchObject({ status: 200, body: { status: 'canceled' } });
    expect(await act(refund.id, 'cancel')).toMatchObject(refused('refund_act_not_allowed'));
    expect(await act(refund.id, 'sent', { txHash: HASH })).toMatchObject(refused('refund_act_not_allowed'));
    expect(await act(refund.id, 'reset_address')).toMatchObject(refused('refund_act_not_allowed'));
    expect(await refundEventsOf(api, session.id)).toEqual(['refund.created', 'refund.canceled']);
  });

  it('is refused while its transaction may still be confirmed', async () => {
    const { refund } = await newRefund(api, { toAddress: WALLET });
    await act(refund.id, 'sent', { txHash: HASH });
    expect(await act(refund.id, 'cancel')).toMatchObject(refused('refund_act_not_allowed'));
    expect(await get(`/refunds/${refund.id}`)).toMatchObject({ status: 'sent' });
  });
});

describe('asking for the address anew', () => {
  it('forgets it and makes another link', async () => {
    const { refund } = await newRefund(api, { toAddress: WALLET });
    const reset = await act(refund.id, 'reset_address');
    expect(reset).toMatchObject({ status: 200, body: { status: 'awaiting_address', toAddress: null } });
    expect(reset.body.refundUrl).not.toBe(refund.refundUrl);
    expect((await get(`/audit_entries?subject=${refund.id}`)).data[0]).toMatchObject({
      action: 'refund.reset_address',
    });
  });

  it('is refused once it was sent', async () => {
    const { refund } = await newRefund(api, { toAddress: WALLET });
    await act(refund.id, 'sent', { txHash: HASH });
    expect(await act(refund.id, 'reset_address')).toMatchObject(refused('refund_act_not_allowed'));
  });
});

describe('unexpected money that was sent back already', () => {
  it('is marked as refunded with the refund that is watched', async () => {
    const transfer = await lateTransfer(api);
    const body = { txHash: HASH, reason: 'Paid twice' };
    const answer = await api.call('POST', `/unexpected_transfers/${transfer.id}/refund`, { body });
    expect(answer).toMatchObject({ status: 200, body: { status: 'refunded', resolution: 'Paid twice' } });
    // Back to where it came from, as nothing else was said.
    expect(await get(`/refunds/${answer.body.refundId}`)).toMatchObject({
      status: 'sent',
      unexpectedTransferId: transfer.id,
      amount: { eth: '50' },
      toAddress: transfer.from,
      txHash: HASH,
      reason: 'Paid twice',
    });
    // Those of one moment are in no order.
    expect([...(await refundEventsOf(api, transfer.sessionId))].sort()).toEqual([
      'refund.created',
      'refund.sent',
      'unexpected_transfer.created',
      'unexpected_transfer.refunded',
    ]);
    expect((await get(`/audit_entries?subject=${transfer.id}`)).data).toMatchObject([
      { action: 'unexpected_transfer.refunded', reason: 'Paid twice' },
    ]);
    expect((await get(`/ledger_entries?session=${transfer.sessionId}`)).data).toHaveLength(1);
    const again = await api.call('POST', `/unexpected_transfers/${transfer.id}/refund`, { body });
    expect(again).toMatchObject(refused('unexpected_transfer_resolved'));
  });

  it('may have gone elsewhere, less a fee', async () => {
    const transfer = await lateTransfer(api);
    const body = { txHash: HASH, reason: 'Paid twice', toAddress: WALLET, amount: '49.5' };
    const { body: marked } = await api.call('POST', `/unexpected_transfers/${transfer.id}/refund`, { body });
    expect(await get(`/refunds/${marked.refundId}`)).toMatchObject({
      amount: { eth: '49.5' },
      toAddress: WALLET.toLowerCase(),
    });
  });

  it('changes nothing where the request is refused', async () => {
    const transfer = await lateTransfer(api);
    const body = { txHash: HASH, reason: 'Paid twice', amount: '51' };
    const answer = await api.call('POST', `/unexpected_transfers/${transfer.id}/refund`, { body });
    expect(answer).toMatchObject(refused('refund_amount_exceeded'));
    expect(await get(`/unexpected_transfers/${transfer.id}`)).toEqual(transfer);
  });
});

describe('the customer’s link', () => {
  async function keyWith(...scopes: Scope[]): Promise<string> {
    const { organizationId, clock, database } = api;
    return (await createApiKey(database.store, clock, { organizationId, livemode: false, name: 'Books', scopes })).text;
  }

  it('is shown to no key that may only read, wherever it looks', async () => {
    const { session, refund } = await newRefund(api);
    const key = await keyWith('books:read', 'events:read');
    const read = (path: string) => api.call('GET', path, { key });
    expect((await read(`/refunds/${refund.id}`)).body).toEqual({ ...refund, refundUrl: null });
    expect((await read(`/refunds?session=${session.id}`)).body.data).toEqual([{ ...refund, refundUrl: null }]);
    expect((await read(`/events?session=${session.id}&limit=100`)).body.data).toContainEqual(
      expect.objectContaining({ type: 'refund.created', data: { ...refund, refundUrl: null } }),
    );
  });

  it('is in nothing that is told, so that no receiver of webhooks can open the page', async () => {
    await newRefund(api, { toAddress: WALLET });
    const { rows } = await api.database.pool.query(
      "SELECT data->>'refundUrl' AS url FROM events WHERE type LIKE 'refund.%'",
    );
    expect(new Set(rows.map(({ url }) => url))).toEqual(new Set([null]));
  });

  it('is shown to a key that may write the books as well', async () => {
    const { refund } = await newRefund(api);
    const key = await keyWith('books:read', 'books:write');
    expect((await api.call('GET', `/refunds/${refund.id}`, { key })).body).toEqual(refund);
  });
});

describe('attacks 46 and 48: a refund of another organization or mode', () => {
  it('is not there', async () => {
    const { session, refund } = await newRefund(api, { toAddress: WALLET });
    const transfer = await lateTransfer(api);
    for (const key of [api.keys.stranger, api.keys.live]) {
      expect(await api.call('GET', `/refunds/${refund.id}`, { key })).toMatchObject({
        status: 404,
        body: { error: { code: 'refund_not_found' } },
      });
      expect((await api.call('GET', '/refunds', { key })).body.data).toEqual([]);
      expect((await api.call('GET', `/refunds?session=${session.id}`, { key })).body.data).toEqual([]);
      for (const [name, body] of [['sent', { txHash: HASH }], ['cancel'], ['reset_address']] as const) {
        const answer = await api.call('POST', `/refunds/${refund.id}/${name}`, { key, ...(body && { body }) });
        expect(answer).toMatchObject({ status: 404, body: { error: { code: 'refund_not_found' } } });
      }
      for (const source of [{ sessionId: session.id }, { unexpectedTransferId: transfer.id }]) {
        const body = { ...source, amount: '1', reason: 'Mine' };
        expect((await api.call('POST', '/refunds', { key, body })).status).toBe(404);
      }
      const body = { txHash: HASH, reason: 'Mine' };
      expect((await api.call('POST', `/unexpected_transfers/${transfer.id}/refund`, { key, body })).status).toBe(404);
    }
    expect(await get(`/refunds/${refund.id}`)).toEqual(refund);
    expect(await get(`/unexpected_transfers/${transfer.id}`)).toEqual(transfer);
  });
});
