import { tellLapsedSessions } from '../../../operations/tell-lapsed-sessions.ts';
import { takeBack } from '../../books.ts';
import { bringTo, STATES } from '../../session-states.ts';
import type { TestApi } from '../../test-api.ts';
import { made, openSession, payDollars50, type ToldEvent } from './scene.ts';

/** A session for each event of sessions. */
export async function tellOfSessions(api: TestApi): Promise<readonly ToldEvent[]> {
  const told: ToldEvent[] = [{ entry: 'session.created', id: (await openSession(api)).id }];
  for (const state of STATES.filter((each) => each !== 'pending')) {
    const { id } = await openSession(api);
    await bringTo(api, id, state);
    told.push({ entry: `session.${state}`, id });
  }
  const faults: unknown[] = [];
  await tellLapsedSessions({ store: api.database.store, runtime: api.clock, resource: api.sessions.resource }, faults);
  if (faults.length > 0) throw faults[0];
  return [...told, await takenBack(api), await extended(api)];
}

async function takenBack(api: TestApi): Promise<ToldEvent> {
  const { id } = await openSession(api);
  await bringTo(api, id, 'underpaid');
  const { transfers } = made(await api.call('GET', `/checkout_sessions/${id}`));
  await takeBack(api, id, transfers[0].txHash);
  return { entry: 'session.pending', id };
}

async function extended(api: TestApi): Promise<ToldEvent> {
  const { id } = await openSession(api);
  made(await api.call('POST', `/checkout_sessions/${id}/extend`));
  return { entry: 'session.extended', id };
}

/** Money that came when a session had been canceled, and each decision about it. */
export async function tellOfUnexpectedMoney(api: TestApi): Promise<readonly ToldEvent[]> {
  const decided = async (act: string, body: object) => {
    const { id } = await afterCancel(api);
    made(await api.call('POST', `/unexpected_transfers/${id}/${act}`, { body }));
    return id;
  };
  const gone = await afterCancel(api);
  await takeBack(api, gone.sessionId, gone.txHash);
  const refund = { txHash: `0x${'4e'.repeat(32)}`, reason: 'Paid after the order was canceled' };
  return [
    { entry: 'unexpected_transfer.created', id: (await afterCancel(api)).id },
    { entry: 'unexpected_transfer.attached', id: await decided('attach', { reason: 'Paid a day late' }) },
    { entry: 'unexpected_transfer.refunded', id: await decided('refund', refund) },
    { entry: 'unexpected_transfer.written_off', id: await decided('write_off', { reason: 'Nobody claims it' }) },
    { entry: 'unexpected_transfer.withdrawn', id: gone.id },
  ];
}

async function afterCancel(api: TestApi): Promise<{ id: string; sessionId: string; txHash: `0x${string}` }> {
  const session = await openSession(api);
  made(await api.call('POST', `/checkout_sessions/${session.id}/cancel`));
  await payDollars50(api, session.id);
  return made(await api.call('GET', `/unexpected_transfers?session=${session.id}`)).data[0];
}
