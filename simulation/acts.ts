import { acceptUnderpaid } from '../packages/server/src/operations/accept-underpaid.ts';
import { attachTransfer } from '../packages/server/src/operations/attach-transfer.ts';
import { chooseMethod } from '../packages/server/src/operations/choose-method.ts';
import { cancelSession, expireSession, extendSession } from '../packages/server/src/operations/session-acts.ts';
import { writeOffTransfer } from '../packages/server/src/operations/write-off-transfer.ts';
import type { Transaction } from '../packages/server/src/store/database.ts';
import { listUnexpectedTransfers } from '../packages/server/src/store/unexpected-transfers.ts';
import type { ServerProcess } from './server-process.ts';
import type { OpenSession } from './shop.ts';
import type { WorldParts } from './world.ts';

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

  /** As the route does: every network is read to its tip first, outside the transaction. */
  async function cancel({ uuid }: OpenSession): Promise<void> {
    for (const [index, { chain, network }] of networks.entries()) {
      const { tip } = chain;
      await process.follow(index);
      const cursor = await store
        .selectFrom('chain_cursors')
        .select('hash')
        .where('network', '=', network.spec.name)
        .executeTakeFirst();
      if (cursor?.hash !== tip.hash) return;
    }
    await inTransaction((tx) => cancelSession(rederive, tx, organization, uuid));
  }

  async function openTransfer(): Promise<string | undefined> {
    const open = await listUnexpectedTransfers(store, organization, { status: 'open' }, { limit: 20 });
    return open.length === 0 ? undefined : chance.pick(open).id;
  }

  return {
    cancel,
    expire: ({ uuid }: OpenSession) => inTransaction((tx) => expireSession(rederive, tx, organization, uuid)),
    extend: ({ uuid }: OpenSession) => inTransaction((tx) => extendSession(rederive, tx, organization, uuid)),
    accept: ({ uuid }: OpenSession) =>
      inTransaction((tx) => acceptUnderpaid(rederive, tx, organization, uuid, 'enough')),
    choose: ({ uuid, methods }: OpenSession) =>
      inTransaction((tx) => chooseMethod(rederive, tx, organization, uuid, chance.pick(methods).id)),
    async attach({ uuid }: OpenSession) {
      const id = await openTransfer();
      if (id === undefined) return;
      const target = { sessionId: chance.oneIn(2) ? uuid : undefined, note: null };
      await inTransaction((tx) => attachTransfer(rederive, tx, organization, id, target));
    },
    async writeOff() {
      const id = await openTransfer();
      if (id !== undefined) await inTransaction((tx) => writeOffTransfer(rederive, tx, organization, id, 'dust'));
    },
  };
}
