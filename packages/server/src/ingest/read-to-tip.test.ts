import { describe, expect, it } from 'vitest';
import { ChainReadError } from '../core/chain/errors.ts';
import { ASKED, USDC } from '../testing/chain-shop.ts';
import { createMemoryWake } from '../testing/memory-wake.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';
import { readToTip } from './read-to-tip.ts';

const used = useChainShop();

function openScene() {
  const scene = used.scene();
  const wake = createMemoryWake();
  const deps = { store: used.store, wake, now: used.shop.runtime.now };
  return { ...scene, wake, deps, source: scene.chain.source() };
}

/** A node whose heads nobody announces. */
const silent = (source: ReturnType<typeof openScene>['source']) => ({ ...source, watchHeads: () => () => {} });

describe('readToTip', () => {
  it('pokes the follower and waits until the node’s tip is in the books', async () => {
    const { chain, follow, read, network, wake, deps, source } = openScene();
    follow({ wake, source: silent(source) });
    await read();
    const session = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    expect(await readToTip(deps, source)).toBe(true);
    expect(await used.shop.statusOf(session)).toBe('detected');
  });

  it('waits for a reorg that the node shows', async () => {
    const { chain, follow, read, network, wake, deps, source } = openScene();
    follow({ wake, source: silent(source) });
    await read();
    const session = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    expect(await readToTip(deps, source)).toBe(true);
    chain.fork(1);
    chain.mine();
    expect(await readToTip(deps, source)).toBe(true);
    expect(await used.shop.statusOf(session)).toBe('pending');
  });

  it('gives up when nobody follows', async () => {
    const { deps, source } = openScene();
    expect(await readToTip(deps, source, 60)).toBe(false);
  });

  it('gives up at once when the node does not answer', async () => {
    const { chain, deps, source } = openScene();
    chain.down = new ChainReadError('unreachable', 'gone');
    expect(await readToTip(deps, source)).toBe(false);
  });
});
