import type { UnexpectedTransfer } from '../packages/server/src/core/resource/unexpected-resource.ts';
import { acceptUnderpaid } from '../packages/server/src/operations/accept-underpaid.ts';
import { attachTransfer } from '../packages/server/src/operations/attach-transfer.ts';
import { chooseMethod } from '../packages/server/src/operations/choose-method.ts';
import { cancelSession, expireSession, extendSession } from '../packages/server/src/operations/session-acts.ts';
import { writeOffTransfer } from '../packages/server/src/operations/write-off-transfer.ts';
import type { Transaction } from '../packages/server/src/store/database.ts';
import { listSessions } from '../packages/server/src/store/sessions.ts';
import { listUnexpectedTransfers } from '../packages/server/src/store/unexpected-transfers.ts';
import type { ServerProcess } from './server-process.ts';
import type { OpenSession } from './shop.ts';
import type { WorldParts } from './world.ts';

const COULD_PAY = ['after_grace', 'after_cancel', 'confirmed_late'];

/** A merchant's API call, or a customer's; what comes of it is the server's to decide. */
export type Acts = ReturnType<typeof createActs>;
export type Act = keyof Acts;

export function createActs(parts: WorldParts, process: ServerProcess) {
  const { chance, organization, clock, networks } = parts;
  const { store } = process;
  const rederive = { runtime: clock, resource: process.sessions.resource };
  const inTransaction = async (work: (tx: Transaction) => Promise<unknown>) => {
    await store.transaction().execute(work);
  };

  /** One of those that the merchant's list shows in this status. */
  async function withOne(status: 'pending' | 'underpaid', act: (sessionId: string) => Promise<void>): Promise<void> {
    const listed = await listSessions(store, organization, { status }, { limit: 20 });
    if (listed.length > 0) await act(chance.pick(listed).id);
  }

  /** As the route does: every network is read to its tip first, outside the transaction. */
  async function readToTip(): Promise<boolean> {
    for (const [index, { chain, network }] of networks.entries()) {
      const { tip } = chain;
      await process.follow(index);
      const { name } = network.spec;
      const cursor = await store
        .selectFrom('chain_cursors')
        .select('hash')
        .where('network', '=', name)
        .executeTakeFirst();
      if (cursor?.hash !== tip.hash) return false;
    }
    return true;
  }

  /** One of those that wait for a person. */
  async function openTransfer(isWanted: (transfer: UnexpectedTransfer) => boolean): Promise<string | undefined> {
    const open = await listUnexpectedTransfers(store, organization, { status: 'open' }, { limit: 50 });
    const wanted = open.filter(isWanted);
    return wanted.length === 0 ? undefined : chance.pick(wanted).id;
  }

  return {
    async cancel() {
      if (!(await readToTip())) return;
      await withOne('pending', (id) => inTransaction((tx) => cancelSession(rederive, tx, organization, id)));
    },
    expire: () => withOne('pending', (id) => inTransaction((tx) => expireSession(rederive, tx, organization, id))),
    extend: () => withOne('pending', (id) => inTransaction((tx) => extendSession(rederive, tx, organization, id))),
    accept: () =>
      withOne('underpaid', (id) => inTransaction((tx) => acceptUnderpaid(rederive, tx, organization, id, 'enough'))),
    choose: ({ uuid, methods }: OpenSession) =>
      inTransaction((tx) => chooseMethod(rederive, tx, organization, uuid, chance.pick(methods).id)),
    async attach({ uuid }: OpenSession) {
      const id = await openTransfer(({ reason }) => COULD_PAY.includes(reason));
      if (id === undefined) return;
      const target = { sessionId: chance.oneIn(3) ? undefined : uuid, note: null };
      await inTransaction((tx) => attachTransfer(rederive, tx, organization, id, target));
    },
    async writeOff() {
      const id = await openTransfer(() => true);
      if (id !== undefined) await inTransaction((tx) => writeOffTransfer(rederive, tx, organization, id, 'dust'));
    },
  };
}
