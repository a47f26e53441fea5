import type { Books, CursorRow, TransferRow } from './books.ts';
import { movementsOf } from './movements.ts';
import type { ReferenceTransfer } from './reference.ts';
import { CONFIRMATIONS, type SimulatedNetwork, type WorldParts } from './world.ts';

/** What the books and the chain agree on, by session. */
export type FactsBySession = ReadonlyMap<string, readonly ReferenceTransfer[]>;

const identityOf = (network: string, blockHash: string, txHash: string, position: string) =>
  `${network} ${blockHash} ${txHash} ${position}`;

/**
 * 1: every transfer up to the cursor is in the books exactly once, and nothing else stands there; each is confirmed when
 * its last block was read, and not before. True of every committed moment, whatever was under way.
 */
export function checkTransfers(parts: WorldParts, books: Books, violations: string[]): FactsBySession {
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
    for (const { row, fact } of transfersOf(network, cursor, books, standing, violations)) {
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
): Generator<{ readonly row: TransferRow; readonly fact: ReferenceTransfer }> {
  const { chain, node } = network;
  const { name, tokens } = network.network.spec;
  const listed = new Set<string | null>([null, ...tokens.map(({ contract }) => contract)]);
  const addresses = new Set(books.sessions.map(({ address }) => address));
  const told = new Set(books.sessions.filter(({ told_paid }) => told_paid).map(({ id }) => id));
  const branch = chain.branchTo(cursor.hash);
  if (branch.length === 0) violations.push(`1: the books of ${name} stand on ${cursor.hash}, which was never mined`);
  for (const { block, txHash, position, contract, to, amountAtomic } of branch.flatMap(movementsOf)) {
    if (!addresses.has(to) || amountAtomic === 0n) continue;
    const identity = identityOf(name, block.hash, txHash, position);
    const row = standing.get(identity);
    const isListed = listed.has(contract);
    if (row === undefined) {
      // Tokens outside the catalogue are searched for later; logs that a node kept back are found when they are read again.
      const isRead = block.number >= cursor.first_number && isListed;
      const mayBeUnseen = contract !== null && node.shownEmpty.has(block.hash) && block.number > cursor.reread_number;
      if (isRead && !mayBeUnseen) violations.push(`1: ${identity} to ${to} is not in the books`);
      continue;
    }
    if (row.amount !== amountAtomic) violations.push(`1: ${identity} has another amount in the books`);
    const confirmedAt = branch[Number(block.number) + CONFIRMATIONS - 1]?.timestamp ?? null;
    // A confirmation that was told as paid stands for as long as the transfer's own block does.
    const isTold = told.has(row.owner_id) && row.confirmed_at !== null;
    if (isTold ? !wasConfirmed(network, row) : row.confirmed_at !== confirmedAt) {
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

const wasConfirmed = ({ chain }: SimulatedNetwork, { block_hash, confirmed_at }: TransferRow) =>
  chain.confirmationTimes(block_hash, CONFIRMATIONS).has(confirmed_at!);
