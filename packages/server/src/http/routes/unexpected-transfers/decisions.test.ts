import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { rederive, runOut, seeTransfer } from '../../../testing/books.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const DOLLARS_50 = 50_000_000n;

/** A session over 50 USDC whose time, grace included, is over. */
async function endedSession() {
  const { body } = await api.call('POST', '/checkout_sessions', {
    body: { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:USDC', graceSeconds: 0 },
  });
  await runOut(api, body.id);
  return body;
}

async function lateMoney({ confirmed = true, amountAtomic = DOLLARS_50 } = {}) {
  const session = await endedSession();
  const { txHash } = await seeTransfer(api, session.id, { contract: USDC, amountAtomic, confirmed });
  const { body } = await api.call('GET', `/unexpected_transfers?session=${session.id}`);
  expect(body.data).toHaveLength(1);
  return { session, transfer: body.data[0], txHash };
}

const get = async (path: string) => (await api.call('GET', path)).body;
const ledgerOf = async (session: string) =>
  (await get(`/ledger_entries?session=${session}`)).data.map(
    ({ debit, credit, amount, cause }: Record<string, { wei: string }>) => [debit, credit, amount?.wei, cause],
  );
const toldOf = async (session: string) =>
  (await get(`/events?session=${session}`)).data.map(({ type }: { type: string }) => type).reverse();

describe('money after grace', () => {
  it('is listed as open with its reason, told, and in the ledger as unexpected', async () => {
    const { session, transfer, txHash } = await lateMoney();
    expect(transfer).toMatchObject({
      object: 'unexpected_transfer',
      status: 'open',
      reason: 'after_grace',
      sessionId: session.id,
      asset: 'USDC',
      amount: { wei: '50000000', eth: '50' },
      confirmed: true,
      txHash,
      attachedTo: null,
      version: 1,
    });
    expect(await get(`/unexpected_transfers/${transfer.id}`)).toEqual(transfer);
    expect(await toldOf(session.id)).toContain('unexpected_transfer.created');
    expect(await ledgerOf(session.id)).toEqual([['received', 'unexpected', '50000000', 'confirmed']]);
  });

  it('is told though fifty units of dust came before it', async () => {
    const session = await endedSession();
    for (let i = 0; i < 51; i++)
      await seeTransfer(api, session.id, { contract: USDC, amountAtomic: 1n, confirmed: true });
    const { txHash } = await seeTransfer(api, session.id, {
      contract: USDC,
      amountAtomic: DOLLARS_50,
      confirmed: true,
    });
    const { data } = await get(`/events?session=${session.id}&limit=100`);
    const told = data.filter(({ type }: { type: string }) => type === 'unexpected_transfer.created');
    expect(told).toHaveLength(51);
    expect(told.map((event: { data: { txHash: string } }) => event.data.txHash)).toContain(txHash);
  });

  it('is in no ledger until it is confirmed, and cannot be decided about', async () => {
    const { session, transfer } = await lateMoney({ confirmed: false });
    expect(await ledgerOf(session.id)).toEqual([]);
    const refused = await api.call('POST', `/unexpected_transfers/${transfer.id}/attach`, { body: {} });
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'transfer_unconfirmed' } } });
  });
});

describe('attaching', () => {
  it('needs no body: it counts for the session whose address it reached', async () => {
    const { session, transfer } = await lateMoney();
    const attached = await api.call('POST', `/unexpected_transfers/${transfer.id}/attach`);
    expect(attached).toMatchObject({
      status: 200,
      body: { status: 'attached', attachedTo: session.id, resolution: null },
    });
  });

  it('to its own session makes that paid_late, and the ledger moves it to credited', async () => {
    const { session, transfer } = await lateMoney();
    const attached = await api.call('POST', `/unexpected_transfers/${transfer.id}/attach`, {
      body: { reason: 'Paid a day late' },
    });
    expect(attached).toMatchObject({
      status: 200,
      body: { status: 'attached', attachedTo: session.id, resolution: 'Paid a day late', version: 2 },
    });
    expect((await get(`/checkout_sessions/${session.id}`)).status).toBe('paid_late');
    expect(await ledgerOf(session.id)).toEqual([
      ['unexpected', 'credited', '50000000', 'attached'],
      ['received', 'unexpected', '50000000', 'confirmed'],
    ]);
    expect((await toldOf(session.id)).filter((type: string) => type.startsWith('unexpected_transfer.'))).toEqual([
      'unexpected_transfer.created',
      'unexpected_transfer.attached',
    ]);
    const { data } = await get(`/audit_entries?subject=${transfer.id}`);
    expect(data).toMatchObject([{ action: 'unexpected_transfer.attached', reason: 'Paid a day late' }]);
  });

  it('to another session pays that one at its own quote, and the first stays as it is', async () => {
    const { session, transfer } = await lateMoney();
    const fresh = await api.call('POST', '/checkout_sessions', {
      body: { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:USDC' },
    });
    const attached = await api.call('POST', `/unexpected_transfers/${transfer.id}/attach`, {
      body: { sessionId: fresh.body.id },
    });
    expect(attached.body).toMatchObject({ status: 'attached', sessionId: session.id, attachedTo: fresh.body.id });
    // It came before that session's deadline, as everything does that came before the session.
    expect(await get(`/checkout_sessions/${fresh.body.id}`)).toMatchObject({
      status: 'paid',
      amountReceived: { fraction: '1.000000' },
      transfers: [{ id: transfer.id, disposition: 'on_time' }],
    });
    expect(await get(`/unexpected_transfers/${transfer.id}`)).toEqual(attached.body);
    expect(await ledgerOf(fresh.body.id)).toEqual([['unexpected', 'credited', '50000000', 'attached']]);
    expect(await get(`/checkout_sessions/${session.id}`)).toMatchObject({ status: 'expired', transfers: [] });
  });

  it('is refused to a session that does not offer the asset, and nothing changes', async () => {
    const { session, transfer } = await lateMoney();
    const ether = await api.call('POST', '/checkout_sessions', {
      body: { amount: { value: '50.00', currency: 'USD' }, allowedMethods: ['Devnet:ETH'] },
    });
    const refused = await api.call('POST', `/unexpected_transfers/${transfer.id}/attach`, {
      body: { sessionId: ether.body.id },
    });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'method_not_offered', param: 'sessionId' } } });
    expect(await get(`/unexpected_transfers/${transfer.id}`)).toEqual(transfer);
    expect(await ledgerOf(session.id)).toHaveLength(1);
  });

  it('is refused of a token that was outside the catalogue when it came, also once it is in it', async () => {
    const { session, txHash } = await lateMoney();
    await api.database.pool.query('UPDATE transfers SET listed = false WHERE tx_hash = $1', [
      Buffer.from(txHash.slice(2), 'hex'),
    ]);
    await rederive(api, session.id);
    const [transfer] = (await get(`/unexpected_transfers?session=${session.id}`)).data;
    expect(transfer).toMatchObject({ status: 'open', reason: 'unlisted_token' });
    const refused = await api.call('POST', `/unexpected_transfers/${transfer.id}/attach`, { body: {} });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'method_not_offered' } } });
    expect(await get(`/unexpected_transfers/${transfer.id}`)).toEqual(transfer);
  });

  it('is done once, however often it is asked at the same moment', async () => {
    const { session, transfer } = await lateMoney();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => api.call('POST', `/unexpected_transfers/${transfer.id}/attach`, { body: {} })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
    expect(await ledgerOf(session.id)).toHaveLength(2);
  });

  it('is nobody else’s to do', async () => {
    const { transfer } = await lateMoney();
    for (const key of [api.keys.stranger, api.keys.live]) {
      const answer = await api.call('POST', `/unexpected_transfers/${transfer.id}/attach`, { key, body: {} });
      expect(answer.status).toBe(404);
      expect((await api.call('GET', `/unexpected_transfers/${transfer.id}`, { key })).status).toBe(404);
    }
  });
});

describe('writing off', () => {
  it('takes it off the open list for a reason', async () => {
    const { session, transfer } = await lateMoney();
    const path = `/unexpected_transfers/${transfer.id}/write_off`;
    const without = await api.call('POST', path, { body: {} });
    expect(without).toMatchObject({ status: 400, body: { error: { code: 'parameter_missing', param: 'reason' } } });
    const done = await api.call('POST', path, { body: { reason: 'Nobody claims it' } });
    expect(done).toMatchObject({ status: 200, body: { status: 'written_off', resolution: 'Nobody claims it' } });
    expect(await ledgerOf(session.id)).toEqual([
      ['unexpected', 'written_off', '50000000', 'written_off'],
      ['received', 'unexpected', '50000000', 'confirmed'],
    ]);
    const open = await get('/unexpected_transfers?status=open&limit=100');
    expect(open.data.map(({ id }: { id: string }) => id)).not.toContain(transfer.id);
    const again = await api.call('POST', path, { body: { reason: 'Again' } });
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'unexpected_transfer_resolved' } } });
  });
});

describe('accepting an underpaid session', () => {
  async function underpaid(confirmed: boolean) {
    const { body } = await api.call('POST', '/checkout_sessions', {
      body: { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:USDC' },
    });
    await seeTransfer(api, body.id, { contract: USDC, amountAtomic: 49_000_000n, confirmed });
    return body.id as string;
  }
  const accept = (id: string, body: object = { reason: 'A dollar short, a regular' }) =>
    api.call('POST', `/checkout_sessions/${id}/accept`, { body });

  it('makes it paid, tells it, and keeps who and why', async () => {
    const id = await underpaid(true);
    expect((await accept(id)).body).toMatchObject({ status: 'paid', amountReceived: { fraction: '0.980000' } });
    expect(await toldOf(id)).toContain('session.paid');
    const { data } = await get(`/audit_entries?subject=${id}`);
    expect(data).toMatchObject([
      { action: 'session.accept', reason: 'A dollar short, a regular', actor: expect.stringMatching(/^key:/) },
    ]);
    expect(await ledgerOf(id)).toEqual([['received', 'credited', '49000000', 'confirmed']]);
  });

  it('names who by the id and the name that the list of keys shows, also once the key is revoked', async () => {
    const { rows } = await api.database.pool.query(
      "SELECT id, name FROM api_keys WHERE organization_id = $1 AND NOT livemode AND kind = 'secret'",
      [api.organizationId],
    );
    const actor = `key:${toPublicId('apiKey', rows[0].id)}`;
    const id = await underpaid(true);
    await accept(id);
    const entries = async () => (await get(`/audit_entries?subject=${id}`)).data;
    expect(await entries()).toMatchObject([{ actor, actorName: rows[0].name }]);
    const { transfer } = await lateMoney();
    const path = `/unexpected_transfers/${transfer.id}`;
    const { body } = await api.call('POST', `${path}/write_off`, { body: { reason: 'Dust' } });
    expect([body.resolvedBy, (await get(path)).resolvedBy]).toEqual([actor, actor]);
    const { data } = await get('/events?type=unexpected_transfer.written_off&limit=1');
    expect(data[0].data).toMatchObject({ id: transfer.id, resolvedBy: actor });
  });

  it('waits until everything is confirmed', async () => {
    const id = await underpaid(false);
    expect(await accept(id)).toMatchObject({ status: 409, body: { error: { code: 'accept_not_allowed' } } });
    expect((await get(`/checkout_sessions/${id}`)).status).toBe('underpaid');
  });

  it('is refused for any other status, without a reason, and to strangers', async () => {
    const { body } = await api.call('POST', '/checkout_sessions', {
      body: { amount: { value: '50.00', currency: 'USD' } },
    });
    expect((await accept(body.id)).status).toBe(409);
    expect(await accept(body.id, {})).toMatchObject({ status: 400, body: { error: { param: 'reason' } } });
    const stranger = await api.call('POST', `/checkout_sessions/${body.id}/accept`, {
      key: api.keys.stranger,
      body: { reason: 'mine' },
    });
    expect(stranger.status).toBe(404);
  });
});

describe('the ledger', () => {
  it('is exported as CSV and JSON, the same rows as the list', async () => {
    await lateMoney();
    const headers = { authorization: `Bearer ${api.keys.test}` };
    const url = '/api/v1/ledger_entries/export';
    const csv = await api.app.inject({ url: `${url}?format=csv`, headers });
    const json = await api.app.inject({ url: `${url}?format=json`, headers });
    expect(csv.headers['content-type']).toContain('text/csv');
    const lines = csv.body.trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      'id,created_at,debit,credit,network,asset,token,amount_atomic,amount,cause,session_id,transfer_id,refund_id',
    );
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(
      JSON.parse(json.body).map(({ id }: { id: string }) => id),
    );
  });

  it('is never changed, never deleted and never emptied, whoever tries; nor are the audit entries', async () => {
    const { transfer } = await lateMoney();
    const writeOff = `/unexpected_transfers/${transfer.id}/write_off`;
    expect(await api.call('POST', writeOff, { body: { reason: 'Nobody knows whose' } })).toMatchObject({ status: 200 });
    for (const statement of [
      'UPDATE ledger_entries SET amount = 1',
      'DELETE FROM ledger_entries',
      'TRUNCATE ledger_entries',
      "UPDATE audit_entries SET reason = ''",
      'DELETE FROM audit_entries',
      'TRUNCATE audit_entries',
    ]) {
      await expect(api.database.pool.query(statement)).rejects.toThrow('never changed');
    }
  });

  it('sums to zero over all accounts, for every asset', async () => {
    const { rows } = await api.database.pool.query<{ balance: string }>(`
      SELECT sum(CASE WHEN side = 'credit' THEN amount ELSE -amount END) AS balance
      FROM ledger_entries, unnest(ARRAY['debit', 'credit']) AS side GROUP BY organization_id, network, contract`);
    expect(rows.length).toBeGreaterThan(0);
    for (const { balance } of rows) expect(BigInt(balance)).toBe(0n);
  });
});
