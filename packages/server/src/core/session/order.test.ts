import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addFractions, compareFractions, type Fraction, fraction, reduceFraction, ZERO } from '../money/fraction.ts';
import { isCounted } from './classify-transfers.ts';
import { type DerivedSession, deriveSession } from './derive-session.ts';
import { at, BASE_USDC, derivedAt, ETH, facts, OTHER_TOKEN, transfer, USDC } from './example.fixture.ts';
import type { Act, ObservedTransfer, Offer, Watermarks } from './facts.ts';
import { remainingAtomic } from './remainder.ts';

const UNOFFERED = { ...USDC, contract: OTHER_TOKEN };
const seconds = fc.oneof(fc.constantFrom(299, 300, 301, 899, 900, 901), fc.nat({ max: 1_500 }));

/** Up to six transfers, each with an id of its own. */
const transfers: fc.Arbitrary<readonly ObservedTransfer[]> = fc
  .array(
    fc.record({
      offer: fc.constantFrom(ETH, USDC, BASE_USDC, UNOFFERED),
      percentage: fc.oneof(fc.constantFrom(25n, 50n, 100n), fc.bigInt({ min: 1n, max: 130n })),
      arrived: seconds,
      confirms: fc.option(fc.nat({ max: 700 })),
    }),
    { maxLength: 6 },
  )
  .map((drafts) =>
    drafts.map(({ offer, percentage, arrived, confirms }, index) =>
      transfer(offer, (offer.askedAtomic * percentage) / 100n, {
        arrived,
        confirmed: confirms === null ? null : arrived + confirms,
        id: `t${index}`,
      }),
    ),
  );

const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constantFrom('cancel', 'expire', 'extend'), at: seconds.map(at) }),
    fc.record({ kind: fc.constant('attach'), at: seconds.map(at), transferId: fc.constantFrom('t0', 't1', 't2') }),
    fc.record({ kind: fc.constant('accept'), at: seconds.map(at), need: fc.constant([1n, 2n] as const) }),
  ),
  { maxLength: 3 },
);

const watermarks: fc.Arbitrary<Watermarks> = fc.oneof(
  fc.record({ Ethereum: seconds.map(at), Base: seconds.map(at) }),
  fc.record({ Ethereum: seconds.map(at) }),
);

function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });
}

const situations = fc.record({ transfers, acts, toldPaid: fc.boolean(), watermarks, now: seconds.map(at) });

describe('the order in which facts are found', () => {
  test('changes nothing of what they say', () => {
    const reordered = situations.chain((given) =>
      fc.tuple(fc.constant(given), shuffled(given.transfers), shuffled(given.acts)),
    );
    fc.assert(
      fc.property(reordered, ([given, otherTransfers, otherActs]) => {
        const expected = deriveSession(facts(given), given.watermarks, given.now);
        const other = facts({ ...given, transfers: otherTransfers, acts: otherActs });
        expect(deriveSession(other, given.watermarks, given.now)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('changes nothing of where a session ends that was told at every step', () => {
    const found = transfers.chain((all) =>
      fc.tuple(
        fc.constant(all),
        // Each transfer is found twice, in any order: perhaps without its confirmation first, and then as it is.
        shuffled(all.flatMap((one) => [one, one])),
      ),
    );
    fc.assert(
      fc.property(found, watermarks, ([all, order], marks) => {
        const last = liveThrough(order, marks);
        expect(last.status).toBe(derivedAt(2_000, { transfers: all }, marks).status);
      }),
      { numRuns: 500 },
    );
  });
});

test('a transfer that comes and is orphaned leaves no trace, unless it was told as a payment', () => {
  fc.assert(
    fc.property(situations, transfers, ({ transfers: kept, acts: done, watermarks: marks }, [passing]) => {
      fc.pre(passing !== undefined);
      const before = derivedAt(2_000, { transfers: kept, acts: done }, marks);
      const during = derivedAt(2_000, { transfers: [...kept, { ...passing, id: 'passing' }], acts: done }, marks);
      const told = isPaid(before) || isPaid(during);
      const after = derivedAt(2_000, { transfers: kept, acts: done, toldPaid: told }, marks);
      const tookWhatWasTold = told && compareFractions(before.confirmed, before.needed) < 0;
      expect(after.status).toBe(tookWhatWasTold ? 'failed' : before.status);
    }),
    { numRuns: 500 },
  );
});

test('what was received is what is confirmed and what is not, share by share', () => {
  fc.assert(
    fc.property(situations, (given) => {
      const derived = deriveSession(facts(given), given.watermarks, given.now);
      const counted = derived.transfers.filter(isCounted);
      const sum = (wanted: boolean) =>
        counted
          .filter((one) => one.confirmed === wanted)
          .map((one) => fraction(one.transfer.amountAtomic, one.offer.askedAtomic))
          .reduce(addFractions, ZERO);
      expect(derived.confirmed).toEqual(reduceFraction(sum(true)));
      expect(derived.received).toEqual(reduceFraction(addFractions(sum(true), sum(false))));
    }),
  );
});

describe('a remainder', () => {
  const asked = fc.oneof(fc.bigInt({ min: 1n, max: 1_000n }), fc.bigInt({ min: 1n, max: 10n ** 30n }));
  const offers = fc.tuple(asked, asked, asked).map((amounts): readonly [Offer, Offer, Offer] => {
    const priced = (offer: Offer, index: 0 | 1 | 2) => ({ ...offer, askedAtomic: amounts[index] });
    return [priced(ETH, 0), priced(USDC, 1), priced(BASE_USDC, 2)];
  });
  const parts = fc.array(fc.tuple(fc.nat({ max: 2 }), fc.bigInt({ min: 1n, max: 999n })), { maxLength: 4 });

  test('sent exactly, in any offered asset, pays the session and is never an excess', () => {
    fc.assert(
      fc.property(offers, parts, fc.nat({ max: 2 }), (terms, paid, last) => {
        const sent = paid.map(([index, permille]) => {
          const offer = terms[index]!;
          return transfer(offer, ceilPermille(offer.askedAtomic, permille), { arrived: 100, confirmed: 124 });
        });
        const before = derivedAt(130, { terms: { offers: terms }, transfers: sent });
        fc.pre(before.status === 'underpaid' || before.status === 'pending');

        const rest = transfer(terms[last]!, remainingAtomic(before, terms[last]!), { arrived: 140, confirmed: 164 });
        const after = derivedAt(170, { terms: { offers: terms }, transfers: [...sent, rest] });
        expect(after).toMatchObject({ status: 'paid', overpaid: null, remaining: ZERO });

        const short = { ...rest, amountAtomic: rest.amountAtomic - 1n };
        fc.pre(short.amountAtomic > 0n);
        expect(statusOfAll([...sent, short], terms)).toBe('underpaid');
      }),
      { numRuns: 1_000 },
    );
  });

  test('is nothing, or the whole less what was received', () => {
    fc.assert(
      fc.property(situations, (given) => {
        const { remaining, received } = deriveSession(facts(given), given.watermarks, given.now);
        const whole: Fraction = addFractions(remaining, received);
        expect(remaining.numerator === 0n || compareFractions(whole, fraction(1n, 1n)) === 0).toBe(true);
      }),
    );
  });
});

test('the least amount that is enough and the most that is no excess follow from the tolerances', () => {
  const bps = fc.bigInt({ min: 0n, max: 5_000n });
  fc.assert(
    fc.property(fc.bigInt({ min: 2n, max: 10n ** 24n }), bps, bps, (askedAtomic, under, over) => {
      const offer = { ...USDC, askedAtomic };
      const terms = { offers: [offer], underToleranceBps: under, overToleranceBps: over };
      const paying = (amount: bigint) =>
        derivedAt(110, { terms, transfers: [transfer(offer, amount, { arrived: 100 })] });
      const least = ceilDivide(askedAtomic * (10_000n - under), 10_000n);
      const most = ceilDivide(askedAtomic * (10_000n + over), 10_000n);
      expect(paying(least).status).toBe('detected');
      if (least > 1n) expect(paying(least - 1n).status).toBe('underpaid');
      expect(paying(most).status).toBe('detected');
      expect(paying(most + 1n).status).toBe('overpaid');
    }),
  );
});

/** Finds the transfers one by one, each unconfirmed the first time, and tells after each. */
function liveThrough(order: readonly ObservedTransfer[], marks: Watermarks): DerivedSession {
  const known = new Map<string, ObservedTransfer>();
  let toldPaid = false;
  let derived = derivedAt(2_000, {}, marks);
  for (const found of order) {
    known.set(found.id, known.has(found.id) ? found : { ...found, confirmedAt: null });
    derived = derivedAt(2_000, { transfers: [...known.values()], toldPaid }, marks);
    toldPaid ||= isPaid(derived);
  }
  return derived;
}

function isPaid({ status }: DerivedSession): boolean {
  return status === 'paid' || status === 'paid_late';
}

function statusOfAll(sent: readonly ObservedTransfer[], offers: readonly Offer[]): DerivedSession['status'] {
  return derivedAt(170, { terms: { offers }, transfers: sent }).status;
}

function ceilPermille(amount: bigint, permille: bigint): bigint {
  return ceilDivide(amount * permille, 1_000n);
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}
