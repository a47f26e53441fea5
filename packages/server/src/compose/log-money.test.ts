import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Hex } from '../core/hex.ts';
import { type Dispatched, dispatchEvents } from '../operations/dispatch-events.ts';
import { tellLapsedSessions } from '../operations/tell-lapsed-sessions.ts';
import { createLogger } from '../telemetry/logger.ts';
import { runOut, seeTransfer, takeBack } from '../testing/books.ts';
import { createTestApi, type TestApi, USDC } from '../testing/test-api.ts';
import { logMoney } from './log-money.ts';

const CUSTOMER = { customerEmail: 'ada@example.com', metadata: { orderId: 'of Ada' } };
/** In no catalogue. */
const STRANGE: Hex = `0x${'9'.repeat(40)}`;

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const createSession = async (): Promise<string> => {
  const body = { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:USDC', graceSeconds: 0, ...CUSTOMER };
  return (await api.call('POST', '/checkout_sessions', { body })).body.id;
};

/** What was told since the last time, as it is logged. */
async function logged(): Promise<readonly string[]> {
  const lines: string[] = [];
  const output = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk).slice('00:00:00 '.length).trim());
      done();
    },
  });
  const log = createLogger({ level: 'info', readable: true, output });
  const deps = { store: api.database.store, runtime: api.clock };
  const onDispatched = ({ money }: Dispatched) => {
    for (const each of money) logMoney(log, each);
  };
  while ((await dispatchEvents({ ...deps, onDispatched }, 100)) > 0);
  expect(lines.join('')).not.toMatch(/ada/i);
  return lines;
}

it('says when a session was paid, with what, and when it goes back', async () => {
  const id = await createSession();
  expect(await logged()).toEqual([]);
  await seeTransfer(api, id, { contract: USDC, amountAtomic: 50_000_000n, confirmed: true });
  expect(await logged()).toEqual([
    `info  event of money event=session.paid session=${id} amount=50 Devnet:USDC livemode=false`,
  ]);
  const body = { sessionId: id, amount: '12.5', reason: 'Ada ordered twice' };
  const refund = (await api.call('POST', '/refunds', { body })).body;
  expect(await logged()).toEqual([
    `info  event of money event=refund.created session=${id} of=${refund.id} amount=12.5 Devnet:USDC livemode=false`,
  ]);
});

it('says what came of an underpaid session, that it lapsed, and what came after', async () => {
  const id = await createSession();
  await seeTransfer(api, id, { contract: USDC, amountAtomic: 20_000_000n, confirmed: true });
  expect(await logged()).toEqual([expect.stringContaining('event=session.underpaid')]);
  await runOut(api, id);
  const faults: unknown[] = [];
  await tellLapsedSessions({ store: api.database.store, runtime: api.clock, resource: api.sessions.resource }, faults);
  expect(faults).toEqual([]);
  await seeTransfer(api, id, { contract: STRANGE, amountAtomic: 7n, confirmed: true });
  const lines = await logged();
  const { data } = (await api.call('GET', `/unexpected_transfers?session=${id}`)).body;
  expect(lines).toEqual([
    `info  event of money event=session.lapsed session=${id} amount=20 Devnet:USDC livemode=false`,
    `info  event of money event=unexpected_transfer.created session=${id} of=${data[0].id} amount=7 atomic units of Devnet:${STRANGE} livemode=false`,
  ]);
});

it('says what is left of a payment that a reorg took back: nothing', async () => {
  const id = await createSession();
  const { txHash } = await seeTransfer(api, id, { contract: USDC, amountAtomic: 50_000_000n, confirmed: true });
  await logged();
  await takeBack(api, id, txHash);
  expect(await logged()).toEqual([`info  event of money event=session.failed session=${id} amount=0 livemode=false`]);
});
