import type { Hex } from '../packages/server/src/core/hex.ts';
import { type Movement, type SimulatedTransaction, transactionsOf } from './chain.ts';
import type { OpenSession } from './shop.ts';
import type { SimulatedNetwork, WorldParts } from './world.ts';

/** Transactions that wait to be mined, by network. */
export type Mempool = Map<SimulatedNetwork, readonly SimulatedTransaction[]>;

const LOOKALIKE: Hex = `0x${'cf'.repeat(20)}`;
/** Time goes in steps, so that things often happen at exactly the same moment: a deadline's, for instance. */
const STEP_MS = 15_000;

/** What customers do: pay exactly, short, over, twice, in a batch, in the wrong token, dust, or nothing at all. */
export function pay(parts: WorldParts, sessions: readonly OpenSession[], mempool: Mempool): void {
  const { chance, networks } = parts;
  const network = chance.pick(networks);
  const count = chance.weighted([
    [6, 1],
    [2, 2],
    [1, 4],
  ] as const);
  const movements: Movement[] = [];
  for (let i = 0; i < count; i++) movements.push(...movementsTo(parts, network, payable(parts, sessions)));
  // A transaction carries at most one value of its own; the rest are logs.
  const natives = movements.filter(({ contract }) => contract === null);
  const logs = movements.filter(({ contract }) => contract !== null);
  const isReverted = chance.oneIn(10);
  const made = [...(logs.length > 0 ? [logs] : []), ...natives.map((native) => [native])];
  const transactions = made.map((each) => network.chain.newTransaction(each, isReverted));
  mempool.set(network, [...(mempool.get(network) ?? []), ...transactions]);
}

/** Mostly one that was just made; but any address may be paid at any time. */
const payable = ({ chance }: WorldParts, sessions: readonly OpenSession[]) =>
  chance.pick(chance.oneIn(3) ? sessions : sessions.slice(-2));

function movementsTo({ chance }: WorldParts, { network }: SimulatedNetwork, session: OpenSession): readonly Movement[] {
  const offered = session.methods.filter((each) => each.network === network.spec.name);
  const method = offered.length === 0 ? undefined : chance.pick(offered);
  const asked = BigInt(method?.amount.wei ?? 100n);
  const shares = chance.weighted<readonly bigint[]>([
    [8, [100n]],
    [4, [60n]],
    [3, [40n]],
    [2, [100n, 100n]],
    [2, [110n]],
    [1, [0n]],
  ]);
  return shares.map((share) => {
    const isWrong = method === undefined || chance.oneIn(12);
    const contract = isWrong ? chance.pick([LOOKALIKE, network.spec.tokens[0]!.contract]) : method.token;
    // Dust is one unit; the whole is what was asked.
    return { contract, to: session.address, amountAtomic: share === 0n ? 1n : (asked * share) / 100n };
  });
}

/** The waiting transactions are mined, or some of them. */
export function mine({ chance, clock }: WorldParts, network: SimulatedNetwork, mempool: Mempool): void {
  const waiting = mempool.get(network) ?? [];
  const left = waiting.filter(() => chance.oneIn(4));
  mempool.set(network, left);
  clock.advance(chance.int(7) * STEP_MS);
  network.chain.mine(
    waiting.filter((each) => !left.includes(each)),
    clock.now(),
  );
}

/** A longer branch takes the place of the last blocks; what they held is mined again, later, or never. */
export function reorganize({ chance, clock }: WorldParts, network: SimulatedNetwork, mempool: Mempool): void {
  const { chain, node } = network;
  const before = chain.branch;
  const isReturn = chain.former !== null && chance.oneIn(3);
  const depth = chance.weighted([
    [6, 1],
    [4, 2],
    [3, 4],
    [2, 9],
  ] as const);
  const onto = isReturn ? chain.former! : before.slice(0, Math.max(1, before.length - depth));
  node.oldBranch = before;
  const gone = chain.switchTo(onto).filter(() => !chance.oneIn(4));
  const again = isReturn ? [] : gone.filter(() => chance.oneIn(2));
  const at = () => Math.min(clock.now(), chain.tip.timestamp + 2 * STEP_MS);
  chain.mine(again, at());
  while (chain.branch.length <= before.length) chain.mine([], at());
  const there = new Set(transactionsOf(chain.branch));
  const waiting = [...(mempool.get(network) ?? []), ...gone];
  mempool.set(
    network,
    [...new Set(waiting)].filter((each) => !there.has(each)),
  );
}
