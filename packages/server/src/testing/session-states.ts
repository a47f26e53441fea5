import { fromPublicId } from '../core/identity/public-id.ts';
import { readDevnetTo, rederive, runOut, seeTransfer } from './books.ts';
import { type TestApi, USDC } from './test-api.ts';

/** Every status, and what a status alone does not say. */
export const STATES = [
  'pending',
  'detected',
  'underpaid',
  'overpaid',
  'paid',
  'paid_late',
  'expired',
  'canceled',
  'failed',
  'lapsed',
] as const;
export type State = (typeof STATES)[number];

/** The canonical status of a session in this state. */
export const statusIn = (state: State) => (state === 'lapsed' ? 'underpaid' : state);

/** Brings a pending session, `cs_…`, that can be paid in USDC into a state, by facts in the books and by the clock alone. */
export async function bringTo(api: TestApi, id: string, state: State): Promise<void> {
  const { body } = await api.call('GET', `/checkout_sessions/${id}`);
  const usdc = body.methods.find((method: { id: string }) => method.id === 'Devnet:USDC');
  const asked = BigInt(usdc.amount.wei);
  const pay = (amountAtomic: bigint, confirmed = true) =>
    seeTransfer(api, id, { amountAtomic, contract: USDC, confirmed });
  switch (state) {
    case 'pending':
      return;
    case 'detected':
      return void (await pay(asked, false));
    case 'underpaid':
      return void (await pay(asked / 2n));
    case 'overpaid':
      return void (await pay(asked * 2n, false));
    case 'paid':
      return void (await pay(asked));
    case 'paid_late':
      await runOut(api, id);
      return void (await pay(asked));
    case 'expired':
      return runOut(api, id);
    case 'canceled':
      return void (await api.call('POST', `/checkout_sessions/${id}/cancel`));
    case 'failed':
      await pay(asked);
      return takeBack(api, id);
    case 'lapsed':
      await pay(asked / 2n);
      api.clock.advance(Date.parse(body.graceEndsAt) + 1000 - api.clock.now());
      return readDevnetTo(api, api.clock.now());
  }
}

/** A reorg deeper than the policy: what had been told as paid is on no chain any more. */
async function takeBack(api: TestApi, id: string): Promise<void> {
  await api.database.pool.query('UPDATE transfers SET orphaned_at = now() WHERE session_id = $1', [
    fromPublicId('session', id),
  ]);
  await rederive(api, id);
}
