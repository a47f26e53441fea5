import type { NetworkConfig } from '../config/network-spec.ts';
import { assuranceOf, baseRequirement, type Requirement, stricter } from '../core/chain/assurance.ts';
import type { BlockHeader, ChainBlock, ChainTransfer } from '../core/chain/blocks.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Offer } from '../core/session/facts.ts';
import { findOwners, readOffers } from '../store/addresses.ts';
import type { Store } from '../store/database.ts';
import type { SessionKey } from '../store/sessions.ts';
import type { FoundTransfer } from '../store/transfers.ts';
import type { Runtime } from './runtime.ts';

export interface MatchDeps {
  readonly store: Store;
  readonly runtime: Runtime;
}

/** A transfer and the block that holds it. */
export interface LocatedTransfer {
  readonly block: Pick<BlockHeader, 'number' | 'hash' | 'timestamp'>;
  readonly transfer: ChainTransfer;
}

/**
 * What in these blocks went to addresses that were ever handed out: one query for all their recipients. Native candidates
 * among them are held against their receipts, for a transaction that failed moved nothing. Asks the node, so it must run
 * before a transaction is opened; and after the blocks were read, so that every address they can pay has been committed.
 */
export async function matchBlocks(
  deps: MatchDeps,
  network: NetworkConfig,
  source: Pick<ChainSource, 'withoutReverted'>,
  blocks: readonly ChainBlock[],
): Promise<readonly FoundTransfer[]> {
  const owners = await findOwners(deps.store, recipientsOf(blocks));
  if (owners.size === 0) return [];
  const located: LocatedTransfer[] = [];
  for (const block of blocks) {
    const ours = block.transfers.filter(({ to }) => owners.has(to));
    for (const transfer of await withoutReverted(source, block, ours)) located.push({ block, transfer });
  }
  return describe(deps, network, owners, located);
}

/** What of these transfers went to addresses that were ever handed out. */
export async function matchTransfers(
  deps: MatchDeps,
  network: NetworkConfig,
  located: readonly LocatedTransfer[],
): Promise<readonly FoundTransfer[]> {
  const owners = await findOwners(deps.store, [...new Set(located.map(({ transfer }) => transfer.to))]);
  const ours = located.filter(({ transfer }) => owners.has(transfer.to));
  return describe(deps, network, owners, ours);
}

/** Whole blocks may hold a hundred thousand transfers: no list is built but the set itself. */
function recipientsOf(blocks: readonly ChainBlock[]): readonly ChainTransfer['to'][] {
  const recipients = new Set<ChainTransfer['to']>();
  for (const block of blocks) for (const { to } of block.transfers) recipients.add(to);
  return [...recipients];
}

async function withoutReverted(
  source: Pick<ChainSource, 'withoutReverted'>,
  block: BlockHeader,
  ours: readonly ChainTransfer[],
): Promise<readonly ChainTransfer[]> {
  const candidates = ours.filter(({ contract }) => contract === null);
  if (candidates.length === 0) return ours;
  const succeeded = await source.withoutReverted(block, candidates);
  const kept = new Set(succeeded.map(identityOf));
  return ours.filter((transfer) => transfer.contract !== null || kept.has(identityOf(transfer)));
}

const identityOf = ({ txHash, position }: ChainTransfer) => `${txHash} ${position}`;

async function describe(
  { store, runtime }: MatchDeps,
  network: NetworkConfig,
  owners: ReadonlyMap<ChainTransfer['to'], SessionKey>,
  ours: readonly LocatedTransfer[],
): Promise<readonly FoundTransfer[]> {
  const offers = await readOffers(
    store,
    ours.map(({ transfer }) => owners.get(transfer.to)!),
  );
  const listed = new Set(network.spec.tokens.map(({ contract }) => contract));
  return ours.map(({ block, transfer }) => {
    const owner = owners.get(transfer.to)!;
    const { required, method } = termsFor(transfer, network, offers.get(owner.sessionId) ?? []);
    return {
      ...transfer,
      ...owner,
      id: runtime.newId(),
      block,
      listed: transfer.contract === null || listed.has(transfer.contract),
      confirmNumber: block.number + BigInt(required.confirmations) - 1n,
      finality: required.finality,
      gated: required.finality !== null || assuranceOf(network).quorum > 1,
      method,
    };
  });
}

/** The method that a transfer pays, and what it must reach: by the session's own terms, else by the network's. */
function termsFor(transfer: ChainTransfer, network: NetworkConfig, offers: readonly Offer[]) {
  const onNetwork = offers.filter((offer) => offer.network === network.spec.name);
  const paid = onNetwork.find((offer) => offer.contract === transfer.contract);
  const asked = (paid ? [paid] : onNetwork).map(requirementOf);
  const required = asked.length > 0 ? asked.reduce(stricter) : baseRequirement(network);
  return { required, method: paid?.method ?? null };
}

function requirementOf({ requiredConfirmations, requiredFinality }: Offer): Requirement {
  return { confirmations: requiredConfirmations, finality: requiredFinality ?? null };
}
