import type { Hex } from '../packages/server/src/core/hex.ts';
import { formatAtomic } from '../packages/server/src/core/money/amounts.ts';
import type { Refund } from '../packages/server/src/core/refund/refund.ts';
import { createRefund } from '../packages/server/src/operations/create-refund.ts';
import { cancelRefund, sendRefund } from '../packages/server/src/operations/refund-acts.ts';
import { sourceOfSession, sourceOfTransfer } from '../packages/server/src/operations/refund-source.ts';
import { listRefunds } from '../packages/server/src/store/refunds.ts';
import { retriedTransaction } from '../packages/server/src/store/retried-transaction.ts';
import { listUnexpectedTransfers } from '../packages/server/src/store/unexpected-transfers.ts';
import type { SimulatedTransaction } from './chain.ts';
import type { Run } from './run.ts';
import type { ServerProcess } from './server-process.ts';
import type { OpenSession } from './shop.ts';

const MANY = { limit: 50 };

/** The merchant gives money back from a wallet of its own, and says in which transaction. Each goes to an address of its own. */
export function createRefundActs({ parts, shop, mempool }: Run, { store, refunds }: ServerProcess) {
  const { chance, organization, networks } = parts;

  /** What the wallet sends: mostly what was asked; now and then too little, or a transaction that fails. */
  function sendFromWallet({ id, network, contract, toAddress, amountAtomic }: Refund): SimulatedTransaction {
    const known = shop.sentBack.get(id);
    // Whoever did not hear that its hash was taken names it again; one that does not pay is made anew.
    if (known !== undefined && !chance.oneIn(4)) return known;
    const place = networks.find((each) => each.network.spec.name === network)!;
    const sent = chance.pick([amountAtomic, amountAtomic, amountAtomic, amountAtomic * 2n, amountAtomic / 2n]);
    const movement = { contract, to: toAddress!, amountAtomic: sent };
    const transaction = place.chain.newTransaction([movement], chance.oneIn(8));
    mempool.set(place, [...(mempool.get(place) ?? []), transaction]);
    shop.sentBack.set(id, transaction);
    return transaction;
  }

  async function oneOf(isWanted: (refund: Refund) => boolean): Promise<Refund | undefined> {
    const wanted = (await listRefunds(store, organization, {}, MANY)).filter(isWanted);
    return wanted.length === 0 ? undefined : chance.pick(wanted);
  }

  return {
    async refund({ uuid, methods }: OpenSession) {
      const open = await listUnexpectedTransfers(store, organization, { status: 'open' }, MANY);
      const transfer = open.length > 0 && chance.oneIn(2) ? chance.pick(open) : undefined;
      const method = chance.oneIn(3) ? chance.pick(methods).id : undefined;
      const toAddress: Hex = `0x${chance.bytes(20).toString('hex')}`;
      const isPart = chance.oneIn(3);
      await retriedTransaction(store, async (tx) => {
        const found =
          transfer === undefined
            ? await sourceOfSession(refunds, tx, organization, uuid, method)
            : await sourceOfTransfer(refunds, tx, organization, transfer.id);
        if (found.outcome === 'refused') return found;
        const { availableAtomic, decimals } = found.source;
        const half = isPart && decimals !== null && availableAtomic > 1n ? availableAtomic / 2n : null;
        const amount = half === null ? undefined : formatAtomic(half, decimals!);
        return createRefund(refunds, tx, organization, found.source, { amount, toAddress, reason: 'came back' });
      });
    },
    async sendBack() {
      const refund = await oneOf(
        ({ status, problem }) => status === 'ready' || (status === 'sent' && problem !== null),
      );
      if (refund === undefined) return;
      const { hash } = sendFromWallet(refund);
      await retriedTransaction(store, (tx) => sendRefund(refunds, tx, organization, refund.id, hash));
    },
    async giveUpRefund() {
      const refund = await oneOf(({ status }) => status === 'ready' || status === 'sent');
      if (refund !== undefined)
        await retriedTransaction(store, (tx) => cancelRefund(refunds, tx, organization, refund.id));
    },
  };
}
