import type { Hex } from '../packages/server/src/core/hex.ts';
import type { Movement, SimulatedTransaction } from './chain.ts';
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
  if (session.payer !== 'ordinary') {
    if (session.payer === 'gone' || method === undefined) return [];
    session.payer = 'gone';
    return [{ contract: method.token, to: session.address, amountAtomic: (asked * 60n) / 100n }];
  }
  const shares = chance.weighted<readonly bigint[]>([
    [8, [100n]],
    [4, [60n]],
    [3, [40n]],
    [2, [100n, 100n]],
    [2, [110n]],
    [1, [0n]],
  ]);
  return shares.map((share) => {
    const isWrong = method === undefined || chance.oneIn(8);
    const others = [LOOKALIKE, null, ...network.spec.tokens.map((token) => token.contract)];
    const contract = isWrong ? chance.pick(others) : method.token;
    // Dust is one unit; the whole is what was asked.
    return { contract, to: session.address, amountAtomic: share === 0n ? 1n : (asked * share) / 100n };
  });
}

/** The waiting transactions are mined, or some of them; often more blocks follow. */
export function mine(
  parts: WorldParts,
  network: SimulatedNetwork,
  mempool: Mempool,
  sessions: readonly OpenSession[],
): void {
  const { chance, clock } = parts;
  const deadlines = sessions.flatMap((session) => session.deadlines).filter((at) => at > clock.now());
  if (deadlines.length > 0 && chance.oneIn(4)) {
    // In the very second of a deadline, and perhaps a second one in the same; then nothing for a while.
    clock.advance(Math.min(...deadlines) - clock.now());
    for (let blocks = chance.pick([1, 2]); blocks > 0; blocks--) mineBlock(parts, network, mempool);
    clock.advance(STEP_MS);
    return;
  }
  for (let blocks = chance.pick([1, 1, 2, 4]); blocks > 0; blocks--) {
    clock.advance(chance.int(5) * STEP_MS);
    mineBlock(parts, network, mempool);
  }
}

function mineBlock({ chance, clock }: WorldParts, network: SimulatedNetwork, mempool: Mempool): void {
  const waiting = mempool.get(network) ?? [];
  const left = waiting.filter(() => chance.oneIn(4));
  mempool.set(network, left);
  network.chain.mine(
    waiting.filter((each) => !left.includes(each)),
    clock.now(),
  );
}
