import type { Books, CursorRow, SessionRow, TransferRow } from './books.ts';
import type { SimulatedBlock } from './chain.ts';
import type { Moment } from './moment.ts';
import { movementsOf } from './movements.ts';
import { deadlinesOf, type ReferenceTransfer } from './reference.ts';
import type { SimulatedNetwork, WorldParts } from './world.ts';

/** What the books and the chain agree on, by session. */
export type FactsBySession = ReadonlyMap<string, readonly ReferenceTransfer[]>;

const identityOf = (network: string, blockHash: string, txHash: string, position: string) =>
  `${network} ${blockHash} ${txHash} ${position}`;

/**
 * 1: every transfer up to the cursor is in the books exactly once, and nothing else stands there; each is confirmed when
 * its last block was read, and not before. True of every committed moment, whatever was under way.
 */
export function checkTransfers(parts: WorldParts, books: Books, violations: string[], moment: Moment): FactsBySession {
  const standing = new Map<string, TransferRow>();
  for (const row of books.transfers.filter(({ orphaned_at }) => orphaned_at === null)) {
    const identity = identityOf(row.network, row.block_hash, row.tx_hash, row.position);
    if (standing.has(identity)) violations.push(`1: ${identity} is in the books twice`);
    standing.set(identity, row);
  }
  const facts = new Map<string, ReferenceTransfer[]>();
  for (const network of parts.networks) {
    const cursor = books.cursors.find((each) => each.network === network.network.spec.name);
    if (cursor === undefined) continue;
    for (const { row, fact } of transfersOf(network, cursor, books, standing, violations, moment)) {
      standing.delete(fact.id);
      facts.set(row.owner_id, [...(facts.get(row.owner_id) ?? []), { ...fact, id: row.id }]);
    }
  }
  for (const identity of standing.keys()) violations.push(`1: ${identity} stands in the books and not on their chain`);
  return facts;
}

/** The branch on which the books stand, compared with what they hold. Facts come with their identity as id. */
function* transfersOf(
  network: SimulatedNetwork,
  cursor: CursorRow,
  books: Books,
  standing: ReadonlyMap<string, TransferRow>,
  violations: string[],
  moment: Moment,
): Generator<{ readonly row: TransferRow; readonly fact: ReferenceTransfer }> {
  const { chain } = network;
  const { confirmations, spec } = network.network;
  const { name, tokens } = spec;
  const listed = new Set<string | null>([null, ...tokens.map(({ contract }) => contract)]);
  const owners = new Map(books.sessions.map(({ id, address }) => [address, id]));
  const branch = chain.branchTo(cursor.hash);
  if (branch.length === 0) violations.push(`1: the books of ${name} stand on ${cursor.hash}, which was never mined`);
  for (const { block, txHash, position, contract, to, amountAtomic } of branch.flatMap(movementsOf)) {
    if (!owners.has(to) || amountAtomic === 0n) continue;
    const identity = identityOf(name, block.hash, txHash, position);
    const row = standing.get(identity);
    const isListed = listed.has(contract);
    if (row === undefined) {
      // Logs that a node kept back are found when they are read again; tokens outside the catalogue when the session is over.
      const isLeft = isListed
        ? isUnseen(network, cursor, block, contract)
        : moment !== 'end' || !isSearchedFor(books.sessions.find(({ address }) => address === to)!, name, block);
      if (block.number >= cursor.first_number && !isLeft)
        violations.push(`1: ${identity} to ${to} is not in the books`);
      continue;
    }
    // What one of two nodes made larger is in the books as it was told, until they agree; it never counts for anything.
    const isLie = row.confirmed_at === null && isLiedAbout(network, block);
    if (row.amount !== amountAtomic && !isLie) violations.push(`1: ${identity} has another amount in the books`);
    if (row.contract !== contract) violations.push(`1: ${identity} has another asset in the books`);
    if (row.session_id !== owners.get(to)) violations.push(`1: ${identity} to ${to} is another session's in the books`);
    const confirmedAt = branch[Number(block.number) + confirmations - 1]?.timestamp ?? null;
    // A confirmation of what counts, told as paid, stands for as long as the transfer's own block does.
    const isTold = standsAsPaid(books, row) && row.confirmed_at !== null;
    // Where two nodes are asked, the blocks alone confirm nothing: the other's answer may be outstanding.
    const isAwaited = network.nodes.length > 1 && row.confirmed_at === null && (moment !== 'end' || isLie);
    if (!isAwaited && (isTold ? !wasConfirmed(network, row) : row.confirmed_at !== confirmedAt)) {
      violations.push(`3: ${identity} was confirmed at ${confirmedAt}, in the books at ${row.confirmed_at}`);
    }
    yield {
      row,
      fact: {
        id: identity,
        network: name,
        contract,
        isListed,
        amount: amountAtomic,
        arrivedAt: block.timestamp,
        confirmedAt: row.confirmed_at,
      },
    };
  }
}

/** Its session was told paid, and is; and it counts there. */
function standsAsPaid({ told, sessions }: Books, { owner_id, unexpected_status }: TransferRow): boolean {
  const owner = sessions.find(({ id }) => id === owner_id);
  const isUnexpected = ['open', 'refunded', 'written_off'].includes(unexpected_status ?? '');
  return told.has(owner_id) && ['paid', 'paid_late'].includes(owner?.status ?? '') && !isUnexpected;
}

/** Its logs were kept back, and nobody has read them again since: the same node, or the other one. */
function isUnseen({ nodes }: SimulatedNetwork, cursor: CursorRow, block: SimulatedBlock, contract: string | null) {
  const wasEmpty = nodes.some(({ shownEmpty }) => shownEmpty.has(block.hash));
  if (contract !== null && wasEmpty && block.number > cursor.reread_number) return true;
  const isHidden = nodes.some(({ lies }) => lies.get(block.hash)?.transactions.length === 0);
  return isHidden && block.number > (cursor.witnessed_number ?? 0n);
}

/** One of two nodes said something else of it. */
function isLiedAbout({ nodes }: SimulatedNetwork, block: SimulatedBlock): boolean {
  return nodes.some(({ lies }) => (lies.get(block.hash) ?? block) !== block);
}

/** Once its time and its grace are over, a session that has not its money is searched for any token that came until then. */
function isSearchedFor(session: SessionRow, network: string, { timestamp }: SimulatedBlock): boolean {
  const { graceEndsAt } = deadlinesOf({ ...session, createdAt: session.created_at });
  const isOffered = session.terms.offers.some((offer) => offer.network === network);
  return ['expired', 'underpaid'].includes(session.status) && isOffered && timestamp <= graceEndsAt;
}

const wasConfirmed = ({ chain, network }: SimulatedNetwork, { block_hash, confirmed_at }: TransferRow) =>
  chain.confirmationTimes(block_hash, network.confirmations).has(confirmed_at!);
