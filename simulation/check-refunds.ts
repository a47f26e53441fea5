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
 * exactly what is confirmed; no more is promised than came; the last told of each refund is how it stands.
 */
export function checkRefunds(parts: WorldParts, books: Books, moment: Moment): readonly string[] {
  return [
    ...checkPromises(books),
    ...(moment === 'end' ? checkCarried(books) : []),
    ...books.refunds.flatMap((refund) => [
      ...checkLedger(refund, books),
      ...checkTold(refund, books),
      ...checkChain(parts, refund, moment),
    ]),
  ];
}

/** Of a transfer no more than it is; of a session, in each asset, no more than was ever credited to it. */
function checkPromises({ refunds, transfers, entries }: Books): readonly string[] {
  const promised = new Map<string, bigint>();
  for (const refund of refunds.filter(({ status }) => HOLDING.includes(status))) {
    const of = refund.transfer_id ?? creditOf(refund);
    promised.set(of, (promised.get(of) ?? 0n) + refund.amount);
  }
  const there = new Map(transfers.map(({ id, amount }) => [id, amount]));
  for (const entry of entries.filter(({ credit, transfer_id }) => credit === 'credited' && transfer_id !== null)) {
    const of = creditOf(entry);
    there.set(of, (there.get(of) ?? 0n) + entry.amount);
  }
  return [...promised].flatMap(([of, sum]) =>
    sum > (there.get(of) ?? 0n) ? [`8: of ${there.get(of) ?? 0n} of ${of}, ${sum} are promised back`] : [],
  );
}

/** Where a transaction was mined in another block, what was given back of it is given back of what stands now. */
function checkCarried({ refunds, transfers }: Books): readonly string[] {
  return refunds.flatMap(({ id, transfer_id, status }) => {
    const own = transfers.find((each) => each.id === transfer_id);
    if (own === undefined || own.orphaned_at === null || !HOLDING.includes(status)) return [];
    const isBack = transfers.some(
      (each) =>
        each.orphaned_at === null &&
        each.tx_hash === own.tx_hash &&
        each.session_id === own.session_id &&
        each.contract === own.contract &&
        each.amount === own.amount &&
        !refunds.some((refund) => refund.transfer_id === each.id && HOLDING.includes(refund.status)),
    );
    return isBack ? [`8: the money of refund ${id} is back in the books, and its refund is not`] : [];
  });
}

const creditOf = ({ session_id, network, contract }: Pick<RefundRow, 'session_id' | 'network' | 'contract'>) =>
  `session ${session_id} in ${network} ${contract}`;

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
