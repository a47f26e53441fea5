import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { live, type Step } from './history.fixture.ts';
import { TRANSITIONS } from './transitions.ts';

const moments = fc.constantFrom(50, 290, 300, 310, 590, 880, 900, 910, 1_250, 2_000);
const which = fc.nat({ max: 3 });
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('transfer'),
      asset: fc.nat({ max: 3 }),
      units: fc.integer({ min: 1, max: 5 }),
      arrived: moments,
      confirmed: fc.option(moments),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('confirmation'), which, at: moments }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('reorg'), which, keeps: fc.boolean(), back: fc.option(moments) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('watermark'),
      network: fc.constantFrom('Ethereum', 'Base', 'both'),
      to: moments,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('cancel', 'expire', 'extend', 'accept') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('attach'), which }) },
);
const paying = (units: number, arrived: number, confirmed: number | null): Step => {
  return { kind: 'transfer', asset: 1, units, arrived, confirmed };
};
/** How histories begin, so that the rarer passages need not wait for chance. */
const beginnings = fc.constantFrom<readonly Step[]>(
  [],
  // Canceled, and part of the money attached.
  [{ kind: 'cancel' }, paying(1, 50, null), { kind: 'attach', which: 0 }],
  // Told as paid, then mined again.
  [paying(4, 50, 50), { kind: 'reorg', which: 0, keeps: true, back: null }],
  // On time and not confirmed; in grace and confirmed after it.
  [paying(1, 50, null), paying(4, 880, 910)],
  // Read far past everything, before anything is found.
  [{ kind: 'watermark', network: 'both', to: 2_000 }],
);
const histories = fc
  .tuple(beginnings, fc.array(steps, { maxLength: 10, size: 'max' }))
  .map(([beginning, rest]) => [...beginning, ...rest]);
const tolerances = fc.record({
  underToleranceBps: fc.constantFrom(0n, 5_000n),
  overToleranceBps: fc.constantFrom(0n, 5_000n),
});

describe('the table of transitions', () => {
  const seen = new Set<string>();
  const violations = new Set<string>();

  beforeAll(() => {
    fc.assert(
      fc.property(histories, tolerances, (history, terms) => {
        for (const { happening, from, to } of live(history, terms)) {
          const followers = TRANSITIONS[from.status][happening];
          const passage = `${from.status} —${happening}→ ${to.status}`;
          seen.add(passage);
          if (followers === 'refused' || !followers.includes(to.status)) violations.add(passage);
        }
      }),
      // The same histories in every run, enough that the rarest passage is among them.
      { seed: 1, numRuns: 40_000 },
    );
  });

  test('allows everything that the rules do', () => {
    expect([...violations]).toEqual([]);
  });

  test('allows nothing that the rules never do', () => {
    const listed = Object.entries(TRANSITIONS).flatMap(([from, row]) =>
      Object.entries(row).flatMap(([happening, followers]) =>
        followers === 'refused' ? [] : followers.map((to) => `${from} —${happening}→ ${to}`),
      ),
    );
    expect(listed.filter((passage) => !seen.has(passage))).toEqual([]);
  });

  test('is the one that the specification shows', () => {
    const specification = readFileSync(new URL('../../../../../docs/specs/session.md', import.meta.url), 'utf8');
    for (const [status, row] of Object.entries(TRANSITIONS)) {
      const cells = Object.values(row).map((followers) => (followers === 'refused' ? '409' : followers.join(', ')));
      expect(specification).toContain(`| **${status}** | ${cells.join(' | ')} |`);
    }
  });
});
