import { type Branch, type SimulatedTransaction, transactionsOf } from './chain.ts';
import type { Mempool } from './customers.ts';
import type { SimulatedNetwork, WorldParts } from './world.ts';

const BLOCK_MS = 30_000;
/** Reorgs reach this far, unless someone wants them deeper: three times as deep as the policy. */
const DEEPEST = 10;

/** A longer branch takes the place of the last blocks, or one that was left comes back. */
export function reorganize(parts: WorldParts, network: SimulatedNetwork, mempool: Mempool): void {
  if (network.chain.former !== null && parts.chance.oneIn(3)) comeBack(parts, network, mempool);
  else forkAway(parts, network, mempool);
}

/** What the last blocks held is mined again in the new branch, later, or never. */
export function forkAway(parts: WorldParts, network: SimulatedNetwork, mempool: Mempool, deepest = DEEPEST): void {
  const { chance } = parts;
  const before = network.chain.branch;
  const depth = chance.oneIn(2) ? depthOfMoney(parts, before.slice(-deepest)) : chance.pick([1, 1, 1, 2, 2, 4]);
  const gone = network.chain.switchTo(before.slice(0, Math.max(1, before.length - depth)));
  const kept = gone.filter(() => !chance.oneIn(4));
  const again = kept.filter(() => chance.oneIn(2));
  outgrow(parts, network, before, again);
  wait(network, mempool, kept);
}

/** The branch that the last reorg left is the longer one again. */
export function comeBack(parts: WorldParts, network: SimulatedNetwork, mempool: Mempool): void {
  const { former, branch } = network.chain;
  if (former === null) return;
  const gone = network.chain.switchTo(former);
  outgrow(parts, network, branch, []);
  wait(network, mempool, gone);
}

/** How many blocks must go for one of the latest that hold transactions to go. */
function depthOfMoney({ chance }: WorldParts, latest: Branch): number {
  const paying = latest.filter(({ transactions }) => transactions.length > 0);
  return paying.length === 0 ? 1 : latest.length - latest.indexOf(chance.pick(paying));
}

function outgrow(
  { clock }: WorldParts,
  { chain, nodes }: SimulatedNetwork,
  before: Branch,
  transactions: readonly SimulatedTransaction[],
): void {
  const at = () => Math.min(clock.now(), chain.tip.timestamp + BLOCK_MS);
  for (const node of nodes) node.oldBranch = before;
  chain.mine(transactions, at());
  while (chain.branch.length <= before.length) chain.mine([], at());
}

/** Back among those that wait, but for what is on the chain. */
function wait(network: SimulatedNetwork, mempool: Mempool, gone: readonly SimulatedTransaction[]): void {
  const there = new Set(transactionsOf(network.chain.branch));
  const waiting = new Set([...(mempool.get(network) ?? []), ...gone]);
  mempool.set(
    network,
    [...waiting].filter((each) => !there.has(each)),
  );
}
