import { toPublicId } from '../packages/server/src/core/identity/public-id.ts';
import type { Books, RefundRow } from './books.ts';
import type { SimulatedBlock } from './chain.ts';
import type { Moment } from './moment.ts';
import { movementsOf } from './movements.ts';
import type { SimulatedNetwork, WorldParts } from './world.ts';

/** Those whose money is promised, or gone. */
const HOLDING = ['awaiting_address', 'ready', 'sent', 'confirmed'];

/**
 * 8: money has gone back where a block says so that had its confirmations, and nowhere else. The ledger holds as refunded
 * exactly what is confirmed; what is promised of a transfer never exceeds it; the last told of each refund is how it stands.
 */
export function checkRefunds(parts: WorldParts, books: Books, moment: Moment): readonly string[] {
  const promised = new Map<string, bigint>();
  for (const { transfer_id, status, amount } of books.refunds) {
    if (transfer_id === null || !HOLDING.includes(status)) continue;
    promised.set(transfer_id, (promised.get(transfer_id) ?? 0n) + amount);
  }
  return [
    ...books.transfers
      .filter(({ id, amount }) => (promised.get(id) ?? 0n) > amount)
      .map(({ id, amount }) => `8: of ${amount} of ${id}, ${promised.get(id)} are promised back`),
    ...books.refunds.flatMap((refund) => [
      ...checkLedger(refund, books),
      ...checkTold(refund, books),
      ...checkChain(parts, refund, moment),
    ]),
  ];
}

function checkLedger({ id, status, amount, network, contract }: RefundRow, { entries }: Books): readonly string[] {
  const own = entries.filter(({ refund_id }) => refund_id === id);
  // Money that turned out to count moves to another account, and takes what was given back of it along.
  const sum = (side: 'debit' | 'credit') =>
    own.filter((entry) => entry[side] === 'refunded').reduce((total, entry) => total + entry.amount, 0n);
  const refunded = sum('credit') - sum('debit');
  const expected = status === 'confirmed' ? amount : 0n;
  const isOther = own.some((entry) => entry.network !== network || entry.contract !== contract);
  return [
    ...(refunded === expected ? [] : [`8: the ledger has refunded ${refunded} for ${id}, which is ${status}`]),
    ...(isOther ? [`8: the ledger has ${id} in another asset`] : []),
  ];
}

function checkTold({ id, status }: RefundRow, { events }: Books): readonly string[] {
  const told = events.filter(({ data }) => data.id === toPublicId('refund', id));
  const last = told.toSorted((a, b) => (a.id < b.id ? -1 : 1)).at(-1)?.data.status;
  return last === status ? [] : [`8: refund ${id} is ${status}, and last told ${last}`];
}

function checkChain(parts: WorldParts, refund: RefundRow, moment: Moment): readonly string[] {
  const place = parts.networks.find(({ network }) => network.spec.name === refund.network)!;
  const { id, status, block_hash } = refund;
  if (status === 'confirmed') {
    const block = place.chain.everMined.get(block_hash!);
    if (block === undefined || !pays(block, refund)) return [`8: ${id} is confirmed by a block that does not pay it`];
    if (place.chain.confirmationTimes(block.hash, place.network.confirmations).size === 0) {
      return [`8: ${id} is confirmed by ${block.hash}, which never had its confirmations`];
    }
  }
  return moment === 'end' ? checkEnd(place, refund) : [];
}

/** Where nothing changes any more, what the chain holds of it is what is said of it. */
function checkEnd({ chain, nodes }: SimulatedNetwork, refund: RefundRow): readonly string[] {
  const { id, status, tx_hash, block_hash, problem, not_before } = refund;
  const holds = chain.branch.find(({ transactions }) => transactions.some(({ hash }) => hash === tx_hash));
  const isPaid = holds !== undefined && pays(holds, refund) && holds.timestamp >= not_before;
  const hasFailed = holds?.transactions.find(({ hash }) => hash === tx_hash)?.isReverted === true;
  if (status === 'confirmed') {
    return isPaid && holds.hash === block_hash ? [] : [`8: ${id} is confirmed by ${block_hash}, which the chain left`];
  }
  // A person was told that the transaction of one that was given up paid it after all.
  if (isPaid && problem === null) return [`8: ${id} is ${status}, and the chain has paid it`];
  if (isPaid && status === 'sent') return [`8: ${id} waits, «${problem}», and the chain has paid it`];
  // That one failed cannot be borne out by a second node.
  if (status === 'sent' && hasFailed && nodes.length === 1) return [`8: ${id} waits, and its transaction has failed`];
  return [];
}

/** By what it moved to the refund's own address. */
function pays(block: SimulatedBlock, { tx_hash, contract, to_address, amount }: RefundRow): boolean {
  const moved = movementsOf(block)
    .filter((each) => each.txHash === tx_hash && each.contract === contract && each.to === to_address)
    .reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n);
  return moved >= amount && moved > 0n;
}
