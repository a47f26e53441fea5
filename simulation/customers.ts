import type { Hex } from '../packages/server/src/core/hex.ts';
import { type Branch, type Movement, type SimulatedTransaction, transactionsOf } from './chain.ts';
import { type OpenSession, pickSession } from './shop.ts';
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
  for (let i = 0; i < count; i++) movements.push(...movementsTo(parts, network, pickSession(parts.chance, sessions)));
  // A transaction carries at most one value of its own; the rest are logs.
  const natives = movements.filter(({ contract }) => contract === null);
  const logs = movements.filter(({ contract }) => contract !== null);
  const isReverted = chance.oneIn(10);
  const made = [...(logs.length > 0 ? [logs] : []), ...natives.map((native) => [native])];
  const transactions = made.map((each) => network.chain.newTransaction(each, isReverted));
  mempool.set(network, [...(mempool.get(network) ?? []), ...transactions]);
}

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

/** The waiting transactions are mined, or some of them; often more blocks follow. */
export function mine(
  { chance, clock }: WorldParts,
  network: SimulatedNetwork,
  mempool: Mempool,
  sessions: readonly OpenSession[],
): void {
  for (let blocks = chance.pick([1, 1, 2, 4]); blocks > 0; blocks--) {
    const waiting = mempool.get(network) ?? [];
    const left = waiting.filter(() => chance.oneIn(4));
    mempool.set(network, left);
    // Some blocks come in the very second of a deadline.
    const deadlines = sessions.flatMap((session) => session.deadlines).filter((at) => at > clock.now());
    const isExact = deadlines.length > 0 && chance.oneIn(4);
    clock.advance(isExact ? Math.min(...deadlines) - clock.now() : chance.int(5) * STEP_MS);
    network.chain.mine(
      waiting.filter((each) => !left.includes(each)),
      clock.now(),
    );
  }
}

/** A longer branch takes the place of the last blocks; what they held is mined again, later, or never. */
export function reorganize({ chance, clock }: WorldParts, network: SimulatedNetwork, mempool: Mempool): void {
  const { chain, node } = network;
  const before = chain.branch;
  const isReturn = chain.former !== null && chance.oneIn(3);
  const depth = chance.oneIn(2) ? depthOfLastMoney(before) : chance.pick([1, 1, 1, 2, 2, 4, 9]);
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

/** How many blocks must go for the latest transaction to go. */
function depthOfLastMoney(branch: Branch): number {
  const at = branch.findLastIndex(({ transactions }) => transactions.length > 0);
  return at < 0 ? 1 : branch.length - at;
}
