import type { Hex } from '../packages/server/src/core/hex.ts';
import type { Movement, SimulatedTransaction } from './chain.ts';
import type { OpenSession } from './sessions.ts';
import type { SimulatedNetwork, WorldParts } from './world.ts';

/** Transactions that wait to be mined, by network. */
export type Mempool = Map<SimulatedNetwork, SimulatedTransaction[]>;

const LOOKALIKE: Hex = `0x${'cf'.repeat(20)}`;

/** What customers do: pay exactly, short, over, twice, in a batch, in the wrong token, dust, or nothing at all. */
export function pay({ chance, networks }: WorldParts, sessions: readonly OpenSession[], mempool: Mempool): void {
  const network = chance.pick(networks);
  const amountOf = (session: OpenSession) => {
    const method = chance.pick(session.methods.filter((each) => each.network === network.network.spec.name));
    return method && { contract: method.token, asked: BigInt(method.amount.wei) };
  };
  const count = chance.weighted([
    [6, 1],
    [2, 2],
    [1, 4],
  ] as const);
  const movements: Movement[] = [];
  for (let i = 0; i < count; i++) {
    const session = chance.pick(sessions);
    const asked = amountOf(session);
    const shares = chance.weighted<readonly bigint[]>([
      [8, [100n]],
      [4, [60n]],
      [3, [40n]],
      [2, [100n, 100n]],
      [2, [110n]],
      [1, [0n]],
    ]);
    for (const share of shares) {
      const token = network.network.spec.tokens[0]!.contract;
      const contract = asked === undefined || chance.oneIn(12) ? chance.pick([LOOKALIKE, token]) : asked.contract;
      // Dust is one unit; the whole is what was asked.
      const amountAtomic = share === 0n ? 1n : ((asked?.asked ?? 100n) * share) / 100n;
      movements.push({ contract, to: session.address, amountAtomic });
    }
  }
  const waiting = mempool.get(network) ?? [];
  mempool.set(network, waiting);
  // A transaction carries at most one value of its own; the rest are logs.
  const natives = movements.filter(({ contract }) => contract === null);
  const logs = movements.filter(({ contract }) => contract !== null);
  const isReverted = chance.oneIn(10);
  if (logs.length > 0) waiting.push(network.chain.newTransaction(logs, isReverted));
  for (const native of natives) waiting.push(network.chain.newTransaction([native], isReverted));
}

/** The waiting transactions are mined, or some of them. */
export function mine({ chance, clock }: WorldParts, network: SimulatedNetwork, mempool: Mempool): void {
  const waiting = mempool.get(network) ?? [];
  const left = waiting.filter(() => chance.oneIn(4));
  mempool.set(network, left);
  clock.advance(chance.int(90) * 1000);
  network.chain.mine(
    waiting.filter((each) => !left.includes(each)),
    clock.now(),
  );
}

/** A longer branch takes the place of the last blocks; what they held is mined again, later, or never. */
export function reorganize({ chance, clock }: WorldParts, network: SimulatedNetwork, mempool: Mempool): void {
  const depth = chance.weighted([
    [6, 1],
    [4, 2],
    [2, 4],
    [1, 9],
  ] as const);
  network.node.oldBranch = network.chain.branch;
  const gone = network.chain.fork(depth).filter(() => !chance.oneIn(4));
  const at = () => Math.min(clock.now(), network.chain.tip.timestamp + 30_000);
  const again = gone.filter(() => chance.oneIn(2));
  network.chain.mine(again, at());
  for (let i = 0; i < depth; i++) network.chain.mine([], at());
  mempool.set(network, [...(mempool.get(network) ?? []), ...gone.filter((each) => !again.includes(each))]);
}
