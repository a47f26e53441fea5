import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimals, type Decimal, formatDecimal, parseDecimal } from '../core/money/decimal.ts';
import { acceptPrice, DEFAULT_GUARDS, type PriceQuestion, type Verdict } from './accept-price.ts';
import type { PriceObservation } from './source.ts';

const NOW = Date.UTC(2026, 0, 15, 12);

function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  if (!parsed) throw new Error(`${text} is no decimal`);
  return parsed;
}

function says(source: string, price: string, ageMs = 0): PriceObservation {
  return { source, symbol: 'ETH', currency: 'USD', price: decimal(price), observedAt: NOW - ageMs };
}

function judge(observations: readonly PriceObservation[], more: Partial<PriceQuestion> = {}): Verdict {
  return acceptPrice({ observations, minimumSources: 2, last: null, now: NOW, guards: DEFAULT_GUARDS, ...more });
}

function priceOf({ result }: Verdict): string | null {
  return 'refused' in result ? null : formatDecimal(result.price);
}

describe('the accepted price', () => {
  it('is the middle of three sources that agree', () => {
    expect(priceOf(judge([says('a', '2500'), says('b', '2510.5'), says('c', '2490')]))).toBe('2500');
  });

  it('is exactly half-way between two sources', () => {
    expect(priceOf(judge([says('a', '0.1'), says('b', '0.1000001')]))).toBe('0.10000005');
  });

  it('carries the time of the oldest observation it stands on, and the sources’ names', () => {
    const { result } = judge([says('b', '2500', 40_000), says('a', '2500', 10_000)]);
    expect(result).toMatchObject({ observedAt: NOW - 40_000, sources: ['a', 'b'] });
  });

  it('needs two sources, however sure the one is', () => {
    expect(judge([says('a', '2500')]).result).toEqual({ refused: 'too_few_sources' });
  });

  it('takes one source where one is all that is asked for', () => {
    expect(priceOf(judge([says('a', '2500')], { minimumSources: 1 }))).toBe('2500');
  });

  it('is refused when nobody says anything', () => {
    expect(judge([]).result).toEqual({ refused: 'no_observation' });
  });
});

describe('agreement', () => {
  it('holds at exactly 2 % between two sources', () => {
    expect(priceOf(judge([says('a', '2000'), says('b', '2040')]))).toBe('2020');
  });

  it('ends just above 2 %', () => {
    expect(judge([says('a', '2000'), says('b', '2040.000000000000000001')]).result).toEqual({
      refused: 'sources_disagree',
    });
  });

  it('never takes the middle between two sources that are ten times apart', () => {
    expect(judge([says('a', '2000'), says('b', '20000')]).result).toEqual({ refused: 'sources_disagree' });
  });

  it('drops a source that is ten times off and takes the middle of the others', () => {
    const verdict = judge([says('a', '2000'), says('b', '2010'), says('c', '20000')]);
    expect(priceOf(verdict)).toBe('2005');
    expect(verdict.setAside).toEqual([{ source: 'c', reason: 'outlier' }]);
  });

  it('drops a source that says a tenth', () => {
    expect(priceOf(judge([says('a', '2000'), says('b', '200'), says('c', '2010')]))).toBe('2005');
  });

  it('is refused when two camps are equally strong', () => {
    const camps = [says('a', '2000'), says('b', '2001'), says('c', '3000'), says('d', '3001')];
    expect(judge(camps).result).toEqual({ refused: 'sources_disagree' });
  });

  it('is refused when only half of the sources agree', () => {
    const scattered = [says('a', '1000'), says('b', '2000'), says('c', '2001'), says('d', '3000')];
    expect(judge(scattered).result).toEqual({ refused: 'sources_disagree' });
  });
});

describe('age', () => {
  it('of exactly 60 s is young enough', () => {
    expect(priceOf(judge([says('a', '2500', 60_000), says('b', '2500', 60_000)]))).toBe('2500');
  });

  it('above 60 s sets a source aside', () => {
    const verdict = judge([says('a', '2500'), says('b', '2500', 60_001)]);
    expect(verdict.result).toEqual({ refused: 'too_few_sources' });
    expect(verdict.setAside).toEqual([{ source: 'b', reason: 'stale' }]);
  });

  it('is not negative: a source from the future is set aside', () => {
    const verdict = judge([says('a', '2500'), says('b', '2500', -60_001)]);
    expect(verdict.setAside).toEqual([{ source: 'b', reason: 'from_the_future' }]);
  });

  it('sets aside every source when all are stale', () => {
    expect(judge([says('a', '2500', 61_000), says('b', '2500', 61_000)]).result).toEqual({
      refused: 'no_observation',
    });
  });
});

describe('a step from the last accepted price', () => {
  const last = { price: decimal('2500'), observedAt: NOW - 20_000 };

  it('of more than 20 % is refused when one source shows it', () => {
    const verdict = judge([says('a', '3000.01')], { minimumSources: 1, last });
    expect(verdict.result).toEqual({ refused: 'step_unconfirmed' });
  });

  it('of exactly 20 % is taken from one source, up and down', () => {
    expect(priceOf(judge([says('a', '3000')], { minimumSources: 1, last }))).toBe('3000');
    expect(priceOf(judge([says('a', '2000')], { minimumSources: 1, last }))).toBe('2000');
  });

  it('of more than 20 % is taken when two sources show it', () => {
    expect(priceOf(judge([says('a', '1500'), says('b', '1510')], { minimumSources: 1, last }))).toBe('1505');
  });

  it('is not held against a price of more than a day later', () => {
    const old = { ...last, observedAt: NOW - 24 * 3_600_000 - 1 };
    expect(priceOf(judge([says('a', '5000')], { minimumSources: 1, last: old }))).toBe('5000');
  });
});

describe('for any observations', () => {
  const price = fc
    .record({ digits: fc.bigInt({ min: 1n, max: 10n ** 24n }), scale: fc.integer({ min: 0, max: 18 }) })
    .map((value): Decimal => value);
  const observation = fc.record({ price, ageMs: fc.integer({ min: -90_000, max: 90_000 }) });
  const observations = fc
    .array(observation, { maxLength: 7 })
    .map((list) => list.map(({ price: value, ageMs }, index) => ({ ...says(`s${index}`, '1', ageMs), price: value })));
  const honest = fc
    .array(fc.bigInt({ min: 1_000_000n, max: 1_009_999n }), { minLength: 3, maxLength: 7 })
    .map((list) => list.map((digits, index) => ({ ...says(`h${index}`, '1'), price: { digits, scale: 3 } })));

  it('the order does not matter', () => {
    fc.assert(
      fc.property(observations, fc.integer({ min: 1, max: 3 }), (list, minimumSources) => {
        const forwards = judge(list, { minimumSources });
        const backwards = judge([...list].reverse(), { minimumSources });
        expect(backwards.result).toEqual(forwards.result);
      }),
    );
  });

  it('an accepted price lies within those of its sources, of which there are enough, fresh ones, more than half', () => {
    fc.assert(
      fc.property(observations, fc.integer({ min: 1, max: 3 }), (list, minimumSources) => {
        const { result } = judge(list, { minimumSources });
        if ('refused' in result) return;
        const used = list.filter(({ source }) => result.sources.includes(source));
        const fresh = list.filter(({ observedAt }) => Math.abs(NOW - observedAt) <= 60_000);
        expect(used.length).toBeGreaterThanOrEqual(minimumSources);
        expect(used.length * 2).toBeGreaterThan(fresh.length);
        expect(used.every((one) => fresh.includes(one))).toBe(true);
        expect(used.some((one) => compareDecimals(one.price, result.price) <= 0)).toBe(true);
        expect(used.some((one) => compareDecimals(one.price, result.price) >= 0)).toBe(true);
      }),
    );
  });

  it('one liar among sources within 1 % cannot move the price outside what they say', () => {
    fc.assert(
      fc.property(honest, price, (list, lie) => {
        const { result } = judge([...list, { ...says('liar', '1'), price: lie }]);
        if ('refused' in result) throw new Error(`refused: ${result.refused}`);
        const sorted = list.map((one) => one.price).toSorted(compareDecimals);
        const [least, most] = [sorted.at(0), sorted.at(-1)];
        if (!least || !most) throw new Error('no honest source');
        // A liar within 2 % of the middle counts as one more vote: the median then stays between the honest ones' extremes.
        expect(compareDecimals(result.price, least)).toBeGreaterThanOrEqual(0);
        expect(compareDecimals(result.price, most)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
