import { describe, expect, it } from 'vitest';
import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainWitness } from '../core/chain/witness.ts';
import { networkNamed } from '../testing/chain-shop.ts';
import { LittleChain } from '../testing/little-chain.ts';
import { proveTip } from './prove-tip.ts';

/** Ten blocks are two minutes; final depth is 64 blocks. */
const BLOCK_TIME_MS = 12_000;
const HEIGHT = 200;

const denying = (witness: ChainWitness): ChainWitness => ({
  ...witness,
  readHeaders: async (numbers) => numbers.map(() => null),
});
const mute = (witness: ChainWitness): ChainWitness => ({
  ...witness,
  readHeaders: async () => Promise.reject(new ChainReadError('unreachable', `${witness.host} is down`)),
});
const plain = (witness: ChainWitness) => witness;

/** What is believed of a tip so far above the books, with nodes that answer like this. */
async function believe(above: bigint, as: readonly ((witness: ChainWitness) => ChainWitness)[], quorum = 1) {
  const name = 'Tips';
  const chain = new LittleChain({ network: name, watchedTokens: [], startAt: 0 });
  chain.mineEmpty(HEIGHT);
  chain.witnesses = as.map((change, i) => change(chain.witness(`node-${i}`)));
  const assurance = { quorum, finality: null, tiers: [] };
  const network = networkNamed(name, { blockTimeMs: BLOCK_TIME_MS, assurance });
  const from = BigInt(HEIGHT) - above;
  const { tipNumber, depthFrom } = await proveTip(chain.source(), network, { tip: BigInt(HEIGHT), from });
  return { tip: tipNumber - from, depth: depthFrom - from };
}

describe('a tip', () => {
  it('so near that nothing comes of it is believed, and nobody is asked', async () => {
    expect(await believe(10n, [denying, mute])).toEqual({ tip: 10n, depth: 10n });
  });

  it('far above the books is believed where two nodes show a block of it', async () => {
    expect(await believe(150n, [plain, plain])).toEqual({ tip: 150n, depth: 150n });
  });

  it.each([11n, 150n])('that a second node has no block of is not, be it %i blocks above', async (above) => {
    expect(await believe(above, [plain, denying])).toEqual({ tip: 0n, depth: 0n });
    expect(await believe(above, [denying, plain])).toEqual({ tip: 0n, depth: 0n });
  });

  it('of the only node that answers is believed', async () => {
    expect(await believe(150n, [plain])).toEqual({ tip: 150n, depth: 150n });
    expect(await believe(150n, [plain, mute])).toEqual({ tip: 150n, depth: 150n });
  });

  it('that fewer nodes show than the quorum asks takes no block for final, and the books are behind it all the same', async () => {
    expect(await believe(150n, [plain, mute], 2)).toEqual({ tip: 150n, depth: 0n });
  });
});
