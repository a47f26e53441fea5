import { describe, expect, it } from 'vitest';
import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainWitness, Claim, Testimony } from '../core/chain/witness.ts';
import type { Hex } from '../core/hex.ts';
import { readCursor } from '../store/chain-cursors.ts';
import { ASKED, USDC } from '../testing/chain-shop.ts';
import type { TestFollower } from '../testing/follower.ts';
import { until } from '../testing/until.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';

const used = useChainShop();

async function openScene() {
  const scene = used.scene({ confirmations: 3, assurance: { quorum: 2, finality: null, tiers: [] } });
  const { network, chain } = scene;
  const [one, other, third] = [chain.witness('one'), chain.witness('other'), chain.witness('third')];
  chain.witnesses = [one, other];
  const follower = scene.follow();
  await scene.read();
  const session = await used.shop.openSession({
    networks: [network],
    createdAt: chain.tip.timestamp,
    ttlMs: 3_600_000,
  });
  const payment = { to: session.address, amountAtomic: ASKED, contract: USDC };
  const witnessed = async () => (await readCursor(used.store, network.spec.name))?.witnessedNumber;
  return { ...scene, follower, session, payment, one, other, third, witnessed };
}

const look = (follower: TestFollower) => follower.wake.emit('follow', follower.health().network);

/** A node that denies these claims, and tells the truth of all others. */
function denying(witness: ChainWitness, isDenied: (claim: Claim) => boolean): ChainWitness {
  return {
    ...witness,
    async testify(claims) {
      const told = await witness.testify(claims);
      return claims.map((claim, i): Testimony => (isDenied(claim) ? 'not_seen' : told[i]!));
    },
  };
}

const down = (witness: ChainWitness): ChainWitness => {
  const fail = async () => Promise.reject(new ChainReadError('unreachable', `${witness.host} is down`));
  return { ...witness, readBlocks: fail, readHeaders: fail, testify: fail, readTokenTransfers: fail };
};

describe('with two nodes asked of three', () => {
  it('one that denies a payment does not keep it from being paid', async () => {
    const { chain, read, session, payment, one, other, third } = await openScene();
    chain.witnesses = [denying(one, () => true), other, third];
    chain.mine(payment);
    chain.mineEmpty(2);
    await read();
    await until(() => used.shop.statusOf(session), 'paid');
  });

  it('one that is down does not either', async () => {
    const { chain, read, session, payment, one, other, third, witnessed } = await openScene();
    chain.witnesses = [down(one), other, third];
    chain.mine(payment);
    chain.mineEmpty(2);
    await read();
    await until(() => used.shop.statusOf(session), 'paid');
    await until(witnessed, chain.tip.number);
  });

  it('two that deny it do', async () => {
    const { chain, read, session, payment, one, other, third, follower } = await openScene();
    chain.witnesses = [denying(one, () => true), other, denying(third, () => true)];
    chain.mine(payment);
    chain.mineEmpty(5);
    await read();
    await until(() => follower.log.includes('unverified: 0 unheard, 1 disputed'), true);
    expect(await used.shop.statusOf(session)).toBe('detected');
  });
});

describe('with two nodes asked of three, one', () => {
  const behind = async () => Promise.reject(new ChainReadError('behind', 'no receipt'));
  const OTHER_BLOCK: Hex = `0x${'ee'.repeat(32)}`;

  it('that withholds receipts keeps no block from being read by two, and no session from expiring', async () => {
    const { chain, read, network, one, other, third, witnessed } = await openScene();
    chain.witnesses = [one, { ...other, withoutReverted: behind }, third];
    const { timestamp: createdAt } = chain.tip;
    const [paid, unpaid] = [
      await used.shop.openSession({ networks: [network], createdAt, ttlMs: 5_000 }),
      await used.shop.openSession({ networks: [network], createdAt, ttlMs: 5_000 }),
    ];
    chain.mine({ to: paid.address, amountAtomic: ASKED, contract: null });
    chain.mineEmpty(3);
    chain.skip(3_600);
    chain.mineEmpty(2);
    await read();
    await until(() => used.shop.statusOf(paid), 'paid');
    await until(witnessed, chain.tip.number);
    await until(() => used.shop.statusOf(unpaid), 'expired');
  });

  it('that shows another block where no headers are kept holds up no reading, and puts nothing into the books', async () => {
    const { chain, read, follow, follower, session, payment, one, other, third, witnessed } = await openScene();
    await follower.stop();
    const at = chain.tip.number + 1n;
    // Deeper than headers are kept.
    chain.mineEmpty(2_700);
    const transfer = { ...payment, from: USDC, txHash: OTHER_BLOCK, position: 'log:1' };
    const liar: ChainWitness = {
      ...other,
      readHeaders: async (numbers) =>
        (await other.readHeaders(numbers)).map((header) =>
          header?.number === at ? { ...header, hash: OTHER_BLOCK } : header,
        ),
      readBlocks: async (from, to) =>
        (await other.readBlocks(from, to)).map((block) =>
          block.number === at ? { ...block, hash: OTHER_BLOCK, transfers: [transfer] } : block,
        ),
    };
    chain.witnesses = [liar, one, third];
    // The network's nodes as a whole answer by the one that lies: of what is not in the books it is not believed alone.
    follow({ source: { ...chain.source(), readHeaders: liar.readHeaders } });
    await read();
    await until(witnessed, chain.tip.number);
    expect(await used.shop.transfersOf(session)).toEqual([]);
  });

  it('that shows a log of another block keeps no log from being read again, and is told', async () => {
    const { chain, read, follower, session, payment, one, other, third, network } = await openScene();
    const rereadNumber = async () => (await readCursor(used.store, network.spec.name))!.rereadNumber;
    const start = await rereadNumber();
    const log = { ...payment, from: USDC, txHash: OTHER_BLOCK, position: 'log:1', blockHash: OTHER_BLOCK };
    let isLying = true;
    const liar: ChainWitness = {
      ...other,
      readTokenTransfers: async (from, to) =>
        isLying ? [{ ...log, blockNumber: from }] : other.readTokenTransfers(from, to),
    };
    chain.witnesses = [one, liar, third];
    chain.mineEmpty(130);
    await read();
    await until(async () => (await rereadNumber()) > start, true);
    expect(await used.shop.transfersOf(session)).toEqual([]);
    expect(follower.faults).toEqual([]);
    await until(() => {
      used.shop.runtime.advance(61_000);
      chain.mineEmpty(70);
      return follower.log.some((line) => line.startsWith('other is apart: '));
    }, true);
    isLying = false;
    await until(() => {
      chain.mineEmpty(70);
      return follower.log.includes('other fits again');
    }, true);
  });

  it('that shows another block than the books hold keeps none from being read by two, and is told', async () => {
    const { chain, read, follower, one, other, third, witnessed } = await openScene();
    const liar: ChainWitness = {
      ...other,
      readBlocks: async (from, to) =>
        (await other.readBlocks(from, to)).map((block) => ({ ...block, hash: OTHER_BLOCK })),
    };
    chain.witnesses = [one, liar, third];
    chain.mine();
    await read();
    await until(witnessed, chain.tip.number);
    expect(follower.log.filter((line) => line.startsWith('other'))).toEqual([]);
    await until(() => {
      used.shop.runtime.advance(61_000);
      chain.mine();
      return follower.log.some((line) => line.startsWith('other is apart: other shows another block'));
    }, true);
    chain.witnesses = [one, other, third];
    await until(() => {
      chain.mine();
      return follower.log.includes('other fits again');
    }, true);
  });
});

describe('what is disputed', () => {
  it('never stands in the way of what is not, however much of it there is', async () => {
    const { chain, read, session, payment, other, follower, network } = await openScene();
    const victim = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    chain.witnesses = [chain.witness('one'), denying(other, ({ transfer }) => transfer.to === victim.address)];
    chain.mine(...Array.from({ length: 300 }, () => ({ ...payment, to: victim.address, amountAtomic: 1n })));
    chain.mine(payment);
    chain.mineEmpty(3);
    await read();
    await until(async () => {
      look(follower);
      return used.shop.statusOf(session);
    }, 'paid');
    const disputed = (await used.shop.transfersOf(victim)).filter(({ confirmed_at }) => confirmed_at === null);
    expect(disputed).toHaveLength(300);
  });

  it('is asked about again, and confirmed once the node shows it', async () => {
    const { chain, read, session, payment, other, follower } = await openScene();
    let isDenied = true;
    chain.witnesses = [chain.witness('one'), denying(other, () => isDenied)];
    const mined = chain.mine(payment);
    chain.mineEmpty(4);
    await read();
    await until(() => follower.log.includes('unverified: 0 unheard, 1 disputed'), true);
    isDenied = false;
    used.shop.runtime.advance(60_000);
    look(follower);
    await until(() => used.shop.statusOf(session), 'paid');
    expect(await used.shop.transfersOf(session)).toMatchObject([{ confirmed_at: mined.timestamp + 2000, doubt: null }]);
  });
});

/** A node that answers no question that touches one of these claims, and every other. */
function stumbling(witness: ChainWitness, stumblesOver: (claim: Claim) => boolean): ChainWitness {
  return {
    ...witness,
    async testify(claims) {
      if (claims.some(stumblesOver)) throw new ChainReadError('timeout', `${witness.host} took too long`);
      return witness.testify(claims);
    },
  };
}

describe('what a node cannot answer to', () => {
  it('never stands in the way of a payment beside it', async () => {
    const { chain, read, session, payment, other, follower, network } = await openScene();
    const attacker = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    chain.witnesses = [chain.witness('one'), stumbling(other, ({ transfer }) => transfer.to === attacker.address)];
    chain.mine(payment, { ...payment, to: attacker.address, amountAtomic: 1n });
    chain.mineEmpty(3);
    await read();
    await until(() => used.shop.statusOf(session), 'paid');
    expect(await used.shop.transfersOf(attacker)).toMatchObject([{ confirmed_at: null, doubt: 'unheard' }]);
    await until(() => follower.log.includes('unverified: 1 unheard, 0 disputed'), true);
  });

  it('is asked about more and more rarely, apart from what has not been asked about', async () => {
    const { chain, read, session, payment, other, follower, network } = await openScene();
    const attacker = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    const asked: number[] = [];
    chain.witnesses = [
      chain.witness('one'),
      stumbling(other, ({ transfer }) => {
        const isPoison = transfer.to === attacker.address;
        if (isPoison) asked.push(chain.tip.timestamp);
        return isPoison;
      }),
    ];
    chain.mine({ ...payment, to: attacker.address, amountAtomic: 1n });
    chain.mineEmpty(3);
    await read();
    await until(() => follower.log.includes('unverified: 1 unheard, 0 disputed'), true);
    const before = asked.length;
    chain.mine(payment);
    chain.mineEmpty(3);
    await read();
    await until(() => used.shop.statusOf(session), 'paid');
    expect(asked).toHaveLength(before);
    used.shop.runtime.advance(60_000);
    look(follower);
    await until(() => asked.length > before, true);
  });

  it('never stands in the way of another session, however much of it there is', async () => {
    const { chain, read, session, payment, other, follower, network } = await openScene();
    const attacker = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    const silent: ChainWitness = {
      ...other,
      async testify(claims) {
        const told = await other.testify(claims);
        return claims.map(({ transfer }, i) => (transfer.to === attacker.address ? 'behind' : told[i]!));
      },
    };
    chain.witnesses = [chain.witness('one'), silent];
    chain.mine(...Array.from({ length: 300 }, () => ({ ...payment, to: attacker.address, amountAtomic: 1n })), payment);
    chain.mineEmpty(3);
    await read();
    // In the very first round: every address has its turn.
    await until(() => used.shop.statusOf(session), 'paid');
    look(follower);
    await until(() => follower.log.includes('unverified: 300 unheard, 0 disputed'), true);
  });
});

describe('blocks that too few nodes show', () => {
  it('are told of after a minute, and when they are shown again', async () => {
    const { chain, read, one, other, follower, witnessed } = await openScene();
    await until(witnessed, chain.tip.number);
    const above = chain.tip.number;
    chain.witnesses = [one, down(other)];
    chain.mineEmpty(3);
    await read();
    await until(() => {
      used.shop.runtime.advance(61_000);
      look(follower);
      return follower.log.includes(`no quorum above ${above}`);
    }, true);
    expect(follower.health().healthy).toBe(true);
    chain.witnesses = [one, other];
    look(follower);
    await until(witnessed, chain.tip.number);
    expect(follower.log.at(-1)).toBe('quorum is back');
  });

  it('are read by several from where the quorum was switched on, also those read meanwhile', async () => {
    const { network, chain, follow, read } = used.scene();
    const plain = follow();
    await read();
    chain.mineEmpty(3);
    await read();
    await plain.stop();
    const switchedOn = chain.tip.number;
    chain.mineEmpty(4);
    chain.witnesses = [chain.witness('one'), down(chain.witness('other'))];
    const asked = follow({ network: { ...network, assurance: { quorum: 2, finality: null, tiers: [] } } });
    await read();
    const witnessed = async () => (await readCursor(used.store, network.spec.name))?.witnessedNumber;
    expect(await witnessed()).toBe(switchedOn);
    await asked.stop();
    follow();
    await until(witnessed, null);
  });

  it('are read again by several after a reorg', async () => {
    const { chain, read, witnessed } = await openScene();
    chain.mineEmpty(4);
    await read();
    await until(witnessed, chain.tip.number);
    chain.fork(2);
    chain.witnesses = [];
    chain.mine();
    await read();
    expect(await witnessed()).toBe(chain.tip.number - 1n);
  });
});

describe('a deep reorg', () => {
  it('that one of two nodes shows takes nothing back', async () => {
    const { chain, read, session, payment, one, other, follower } = await openScene();
    chain.mine(payment);
    chain.mineEmpty(4);
    await read();
    await until(() => used.shop.statusOf(session), 'paid');
    const headers = await chain.source().readHeaders(Array.from({ length: 30 }, (_, i) => BigInt(i)));
    const steadfast = {
      ...other,
      readHeaders: async (numbers: readonly bigint[]) => numbers.map((n) => headers[Number(n)]!),
    };
    chain.witnesses = [one, steadfast];
    chain.fork(5);
    chain.mineEmpty(6);
    look(follower);
    await until(() => follower.faults.length > 0, true);
    expect(String(follower.faults[0])).toContain('1 of 2 nodes');
    expect(await used.shop.statusOf(session)).toBe('paid');
    // Both show it: then it is believed.
    chain.witnesses = [one, other];
    await read();
    expect(await used.shop.toldOf(session)).toEqual(['created', 'detected', 'paid', 'failed']);
  });
});
