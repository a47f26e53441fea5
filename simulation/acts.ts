import { NO_DETAILS } from '../packages/server/src/core/session/details.ts';
import { acceptUnderpaid } from '../packages/server/src/operations/accept-underpaid.ts';
import { attachTransfer } from '../packages/server/src/operations/attach-transfer.ts';
import { createSession } from '../packages/server/src/operations/create-session.ts';
import { cancelSession, expireSession, extendSession } from '../packages/server/src/operations/session-acts.ts';
import { writeOffTransfer } from '../packages/server/src/operations/write-off-transfer.ts';
import type { Transaction } from '../packages/server/src/store/database.ts';
import { listUnexpectedTransfers } from '../packages/server/src/store/unexpected-transfers.ts';
import type { ServerProcess } from './server-process.ts';
import type { OpenSession } from './sessions.ts';
import type { WorldParts } from './world.ts';

const TOTAL = { minor: 100_00n, currency: 'USD' };

/** A merchant's API call, or a customer's; what comes of it is the server's to decide. */
export interface Acts {
  create(): Promise<void>;
  cancel(session: OpenSession): Promise<void>;
  expire(session: OpenSession): Promise<void>;
  extend(session: OpenSession): Promise<void>;
  accept(session: OpenSession): Promise<void>;
  attach(session: OpenSession): Promise<void>;
  writeOff(): Promise<void>;
}

export function createActs(parts: WorldParts, process: ServerProcess, sessions: OpenSession[]): Acts {
  const { chance, organization, clock } = parts;
  const { store } = process;
  const { resource } = process.sessions;
  const rederive = { runtime: clock, resource };
  const inTransaction = (work: (tx: Transaction) => Promise<unknown>) => store.transaction().execute(work);

  async function create(): Promise<void> {
    const key = `order-${chance.int(1_000_000)}`;
    const ofOne = parts.networks.length > 1 && chance.oneIn(3);
    const input = {
      ...NO_DETAILS,
      total: TOTAL,
      allowedMethods: ofOne ? [`${parts.networks[0]!.network.spec.name}:USDC`] : undefined,
      method: undefined,
      expiresIn: chance.pick([60, 120, 300]),
      graceSeconds: chance.pick([0, 120, 600]),
    };
    const made = await createSession(process.sessions.createDeps, organization, input, {
      route: 'simulated',
      key,
      body: {},
    });
    if (made.outcome !== 'created') throw new Error(`a create came to ${made.outcome}`);
    const { id, address, methods } = made.resource;
    sessions.push({ uuid: made.sessionId, id, address: address!, methods, createdAt: clock.now() });
  }

  /** As the route does: every network is read to its tip first, outside the transaction. */
  async function cancel({ uuid }: OpenSession): Promise<void> {
    for (const index of parts.networks.keys()) {
      const { tip } = parts.networks[index]!.chain;
      await process.follow(index);
      const cursor = await store
        .selectFrom('chain_cursors')
        .select('hash')
        .where('network', '=', parts.networks[index]!.network.spec.name)
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
    create,
    cancel,
    expire: ({ uuid }) => inTransaction((tx) => expireSession(rederive, tx, organization, uuid)).then(() => {}),
    extend: ({ uuid }) => inTransaction((tx) => extendSession(rederive, tx, organization, uuid)).then(() => {}),
    accept: ({ uuid }) =>
      inTransaction((tx) => acceptUnderpaid(rederive, tx, organization, uuid, 'enough')).then(() => {}),
    async attach({ uuid }) {
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
