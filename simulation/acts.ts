import type { UnexpectedTransfer } from '../packages/server/src/core/resource/unexpected-resource.ts';
import { acceptUnderpaid } from '../packages/server/src/operations/accept-underpaid.ts';
import { attachTransfer } from '../packages/server/src/operations/attach-transfer.ts';
import { chooseMethod } from '../packages/server/src/operations/choose-method.ts';
import type { Principal } from '../packages/server/src/operations/principal.ts';
import type { RederiveDeps } from '../packages/server/src/operations/rederive-sessions.ts';
import { cancelSession, expireSession, extendSession } from '../packages/server/src/operations/session-acts.ts';
import { writeOffTransfer } from '../packages/server/src/operations/write-off-transfer.ts';
import type { Transaction } from '../packages/server/src/store/database.ts';
import { retriedTransaction } from '../packages/server/src/store/retried-transaction.ts';
import { listSessions } from '../packages/server/src/store/sessions.ts';
import { listUnexpectedTransfers } from '../packages/server/src/store/unexpected-transfers.ts';
import type { ServerProcess } from './server-process.ts';
import type { AskedAct, OpenSession, Shop } from './shop.ts';
import type { WorldParts } from './world.ts';

type Work = (tx: Transaction) => Promise<{ readonly outcome: string }>;
type ActOn = (deps: RederiveDeps, tx: Transaction, of: Principal, sessionId: string) => ReturnType<Work>;

const COULD_PAY = ['after_grace', 'after_cancel', 'confirmed_late'];

/** A merchant's API calls, or a customer's; what comes of each is the server's to decide. */
export function createActs(parts: WorldParts, process: ServerProcess, shop: Shop) {
  const { chance, organization, clock, networks } = parts;
  const { store } = process;
  const rederive = { runtime: clock, resource: process.sessions.resource };
  /** What the merchant does to a session's facts is noted beside the server: whether it was done is the answer to say. */
  async function ask(about: Omit<AskedAct, 'answer'>, work: Work): Promise<void> {
    const asked: AskedAct = { ...about, answer: 'none' };
    shop.acts.push(asked);
    const { outcome } = await retriedTransaction(store, work);
    asked.answer = outcome === 'refused' ? 'refused' : 'done';
  }

  /** Of one of those that the merchant's list shows in this status. */
  async function askOne(kind: 'cancel' | 'expire' | 'extend' | 'accept', act: ActOn): Promise<void> {
    const status = kind === 'accept' ? 'underpaid' : 'pending';
    const listed = await listSessions(store, organization, { status }, { limit: 20 });
    if (listed.length === 0) return;
    const { id } = chance.pick(kind === 'cancel' ? await thoseWithMoney(listed) : listed);
    await ask({ kind, uuid: id, transferId: null }, (tx) => act(rederive, tx, organization, id));
  }

  /** Of these the ones that money came to which did not count, where there are any: a cancel of those is to be refused. */
  async function thoseWithMoney<T extends { readonly id: string }>(sessions: readonly T[]): Promise<readonly T[]> {
    if (chance.oneIn(2)) return sessions;
    const open = await listUnexpectedTransfers(store, organization, { status: 'open' }, { limit: 50 });
    const reached = sessions.filter(({ id }) => open.some(({ sessionId }) => sessionId === id));
    return reached.length > 0 ? reached : sessions;
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
  async function openTransfer(isWanted: (transfer: UnexpectedTransfer) => boolean) {
    const open = await listUnexpectedTransfers(store, organization, { status: 'open' }, { limit: 50 });
    const wanted = open.filter(isWanted);
    return wanted.length === 0 ? undefined : chance.pick(wanted);
  }

  return {
    async cancel() {
      if (await readToTip()) await askOne('cancel', cancelSession);
    },
    expire: () => askOne('expire', expireSession),
    extend: () => askOne('extend', extendSession),
    accept: () => askOne('accept', (deps, tx, principal, id) => acceptUnderpaid(deps, tx, principal, id, 'enough')),
    async choose({ uuid, methods }: OpenSession) {
      const method = chance.pick(methods).id;
      await retriedTransaction(store, (tx) => chooseMethod(rederive, tx, organization, uuid, method));
    },
    async attach({ uuid }: OpenSession) {
      const transfer = await openTransfer(({ reason }) => COULD_PAY.includes(reason));
      if (transfer === undefined) return;
      const sessionId = chance.oneIn(3) ? undefined : uuid;
      const about = { kind: 'attach', uuid: sessionId ?? transfer.sessionId, transferId: transfer.id } as const;
      await ask(about, (tx) => attachTransfer(rederive, tx, organization, transfer.id, { sessionId, note: null }));
    },
    async writeOff() {
      const transfer = await openTransfer(() => true);
      if (transfer === undefined) return;
      const about = { kind: 'writeOff', uuid: transfer.sessionId, transferId: transfer.id } as const;
      await ask(about, (tx) => writeOffTransfer(rederive, tx, organization, transfer.id, 'dust'));
    },
  };
}
