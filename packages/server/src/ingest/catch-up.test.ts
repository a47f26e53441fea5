import { describe, expect, it } from 'vitest';
import { readCursor } from '../store/chain-cursors.ts';
import { untilAt } from '../testing/follower.ts';
import { createLongChain } from '../testing/long-chain.ts';
import { until } from '../testing/until.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';
import { createCatchUp } from './catch-up.ts';

/** Reads `perSecond` blocks a second up to `tip` and gives what was told, each with its second. */
function told({ from, tip, perSecond }: { from: bigint; tip: bigint; perSecond: bigint }) {
  let second = 0;
  const lines: string[] = [];
  const catchUp = createCatchUp(
    {
      catchingUp: ({ at, behind, blocksPerSecond }) =>
        void lines.push(`${second} s: at ${at}, ${behind} behind, ${blocksPerSecond}/s`),
      caughtUp: ({ at, blocksPerSecond }) => void lines.push(`${second} s: caught up at ${at}, ${blocksPerSecond}/s`),
    },
    'Network',
    () => second * 1000,
  );
  for (let at = from; at <= tip; at += perSecond) {
    catchUp.readTo(at, tip);
    second += 1;
  }
  return lines;
}

describe('a network that is far behind', () => {
  it('tells every five seconds how far it is and how fast, and when it is there', () => {
    expect(told({ from: 0n, tip: 12_000n, perSecond: 1000n })).toEqual([
      '5 s: at 5000, 7000 behind, 1000/s',
      '10 s: at 10000, 2000 behind, 1000/s',
      '12 s: caught up at 12000, 1000/s',
    ]);
  });

  it('says nothing of what is read within a line’s time', () => {
    expect(told({ from: 0n, tip: 3000n, perSecond: 1000n })).toEqual([]);
  });

  it('says nothing of the everyday life at the tip', () => {
    expect(told({ from: 0n, tip: 60n, perSecond: 1n })).toEqual([]);
  });
});

describe('a follower 100,000 blocks behind', () => {
  const used = useChainShop();

  it('shows how it gets on, and when it is stopped goes on where it was', { timeout: 60_000 }, async () => {
    const { network, follow, chain } = used.scene();
    const { name } = network.spec;
    const long = createLongChain({ network: name, startAt: chain.tip.timestamp, length: 10 });
    /** A second for each batch. */
    const readBlocks: typeof long.readBlocks = (from, to) => {
      used.shop.runtime.advance(1000);
      return long.readBlocks(from, to);
    };
    const source = { ...long, readTip: long.readTip, readBlocks };
    const first = follow({ source });
    await untilAt(used.store, name, await long.readTip());
    await first.stop();
    long.length = 100_010;
    const second = follow({ source });
    await until(() => second.log.length >= 2, true);
    await second.stop();
    const stoppedAt = (await readCursor(used.store, name))!.number;
    expect(stoppedAt).toBeGreaterThan(10n);
    long.asked.length = 0;
    const third = follow({ source });
    await untilAt(used.store, name, await long.readTip());
    expect(long.asked[0]![0]).toBe(stoppedAt + 1n);
    // Said after the commit that the books are known by.
    await until(() => third.log.at(-1), 'caught up at 100010');
    expect(third.log.filter((line) => line.startsWith('catching up at')).length).toBeGreaterThan(10);
    // Every block once, by whichever of the two.
    expect(long.asked.reduce((sum, [from, to]) => sum + to - from + 1n, 0n)).toBe(100_010n - stoppedAt);
  });
});
