import { describe, expect, it } from 'vitest';
import { worthTelling } from './worth-telling.ts';

const QUOTED = `0x${'c1'.repeat(20)}` as const;
const OTHER = `0x${'c2'.repeat(20)}` as const;
const OFFERS = [{ network: 'Base', contract: QUOTED, askedAtomic: 10_000n }];

type Change = Partial<Parameters<ReturnType<typeof worthTelling>>[0]>;
const coming = (amountAtomic: bigint, change: Change = {}) =>
  ({ network: 'Base', contract: QUOTED, amountAtomic, reason: 'after_grace', ...change }) as const;
const dust = (count: number, change: Change = {}) => Array.from({ length: count }, () => coming(1n, change));

describe('unexpected money', () => {
  it('that is dust is told fifty times', () => {
    const isTold = worthTelling(OFFERS, []);
    expect(
      dust(60)
        .map((each) => isTold(each, true))
        .filter(Boolean),
    ).toHaveLength(50);
  });

  it('of a hundredth of the quote is told, whatever dust came before it', () => {
    const isTold = worthTelling(OFFERS, dust(50));
    expect(isTold(coming(99n), true)).toBe(false);
    expect(isTold(coming(100n), true)).toBe(true);
    expect(isTold(coming(100n), false)).toBe(true);
  });

  it('is no dust however often it is worth something, and leaves the dust its events', () => {
    const isTold = worthTelling(
      OFFERS,
      Array.from({ length: 60 }, () => coming(100n)),
    );
    expect(isTold(coming(1n), true)).toBe(true);
  });

  it('without a quote is told where it is twice as much as what came before', () => {
    const isTold = worthTelling(OFFERS, dust(51, { contract: OTHER, reason: 'wrong_asset' }));
    const other = (amount: bigint) => isTold(coming(amount, { contract: OTHER, reason: 'wrong_asset' }), true);
    expect([other(1n), other(1_000n), other(1_999n), other(4_000n)]).toEqual([false, true, false, true]);
  });

  it('of a token outside the catalogue has no worth', () => {
    const isTold = worthTelling(OFFERS, dust(50));
    expect(isTold(coming(10n ** 30n, { contract: OTHER, reason: 'unlisted_token' }), true)).toBe(false);
  });
});
