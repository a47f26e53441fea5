import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeClock, encodeClock } from './clock-json.ts';
import { deriveSession } from './derive-session.ts';
import { at, BASE_USDC, ETH, EXPIRES, facts, type Given, readTo, transfer, USDC } from './example.fixture.ts';
import type { ClockAdvance, ObservedTransfer } from './facts.ts';
import { MalformedDocumentError } from './json-fields.ts';
import { clockFrom, clockNow, startedAt } from './test-clock.ts';

const FULL = ETH.askedAtomic;
const START = clockFrom(0);

/** The clock was moved when every network had been read up to `seconds`, and is `ahead` seconds ahead since. */
const advanced = (seconds: number, ahead: number): ClockAdvance => ({
  since: at(seconds),
  offsetMs: ahead * 1000,
  watermarks: readTo(seconds),
});
const derived = (seconds: number, given: Given) => deriveSession(facts(given), readTo(seconds), at(seconds));
const statusAt = (seconds: number, given: Given) => derived(seconds, given).status;

describe('a session on a test clock', () => {
  test('expires at once where one advance passes its deadline, on the chains as they stand', () => {
    expect(statusAt(10, { clock: START })).toBe('pending');
    expect(statusAt(10, { clock: [...START, advanced(10, EXPIRES - 10)] })).toBe('pending');
    expect(statusAt(10, { clock: [...START, advanced(10, EXPIRES - 9)] })).toBe('expired');
  });

  test('keeps the time of what had been read before the advance: paid before is paid on time', () => {
    const paid = transfer(ETH, FULL, { arrived: 5, confirmed: 12 });
    const clock = [...START, advanced(10, 100_000)];
    expect(derived(12, { clock, transfers: [paid] })).toMatchObject({ status: 'paid' });
    expect(derived(12, { clock, transfers: [paid] }).transfers[0]?.transfer.arrivedAt).toBe(at(5));
    expect(derived(12, { clock, transfers: [paid] }).paidAt).toBe(at(12 + 100_000));
  });

  test('counts what is paid after an advance into grace as late, and after grace not at all', () => {
    const paid = transfer(ETH, FULL, { arrived: 11, confirmed: 13 });
    expect(statusAt(13, { clock: [...START, advanced(10, 400)], transfers: [paid] })).toBe('paid_late');
    expect(derived(13, { clock: [...START, advanced(10, 1000)], transfers: [paid] })).toMatchObject({
      status: 'expired',
      transfers: [{ disposition: 'unexpected', reason: 'after_grace' }],
    });
  });

  test('judges each network by how far that one had been read', () => {
    const lagging: ClockAdvance = { since: at(10), offsetMs: 400_000, watermarks: readTo(10, { Base: 4 }) };
    const paid = transfer(BASE_USDC, BASE_USDC.askedAtomic, { arrived: 6, confirmed: 8 });
    expect(statusAt(20, { clock: [...START, lagging], transfers: [paid] })).toBe('paid_late');
  });

  test('measures a network that had not been read at all by the server’s clock', () => {
    const unread: ClockAdvance = { since: at(10), offsetMs: 400_000, watermarks: {} };
    const clock = [...START, unread];
    const before = transfer(USDC, USDC.askedAtomic, { arrived: 9, confirmed: 15 });
    const after = transfer(USDC, USDC.askedAtomic, { arrived: 11, confirmed: 15 });
    expect(statusAt(20, { clock, transfers: [before] })).toBe('paid');
    expect(statusAt(20, { clock, transfers: [after] })).toBe('paid_late');
  });

  test('knows the moment by its clock, and its beginning by the server’s', () => {
    const clock = [...clockFrom(5000), advanced(10, 60)];
    expect(clockNow({ clock }, at(10))).toBe(at(70));
    expect(startedAt({ clock, createdAt: at(5) })).toBe(at(0));
    expect(startedAt({ clock: [], createdAt: at(5) })).toBe(at(5));
  });
});

const seconds = fc.nat({ max: 1200 });
const transfers: fc.Arbitrary<readonly ObservedTransfer[]> = fc
  .array(
    fc.record({
      offer: fc.constantFrom(ETH, USDC, BASE_USDC),
      quarters: fc.constantFrom(1n, 2n, 4n, 5n),
      arrived: seconds,
      confirms: fc.option(fc.nat({ max: 400 })),
    }),
    { maxLength: 4 },
  )
  .map((drafts) =>
    drafts.map(({ offer, quarters, arrived, confirms }, index) =>
      transfer(offer, (offer.askedAtomic * quarters) / 4n, {
        arrived,
        confirmed: confirms === null ? null : arrived + confirms,
        id: `t${index}`,
      }),
    ),
  );
/** What is in the books when the networks have been read to this moment: nothing of a later block, nor what one confirms. */
const readBy = (moment: number, found: readonly ObservedTransfer[]) =>
  found
    .filter(({ arrivedAt }) => arrivedAt <= moment)
    .map((each) => (each.confirmedAt !== null && each.confirmedAt > moment ? { ...each, confirmedAt: null } : each));
const steps = fc.array(fc.nat({ max: 700 }), { minLength: 1, maxLength: 6 });

describe('an advance', () => {
  test('in any split gives the same as at once', () => {
    fc.assert(
      fc.property(transfers, seconds, steps, seconds, (found, moment, parts, more) => {
        const sums = parts.map((_, index) => parts.slice(0, index + 1).reduce((sum, part) => sum + part, 0));
        const split = [...START, ...sums.map((ahead) => advanced(moment, ahead))];
        const once = [...START, advanced(moment, sums.at(-1)!)];
        const last = moment + more;
        expect(derived(last, { transfers: found, clock: split })).toEqual(
          derived(last, { transfers: found, clock: once }),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('in any split, told at every step, ends where at once it ends', () => {
    fc.assert(
      fc.property(transfers, seconds, steps, (drafts, moment, parts) => {
        const found = readBy(at(moment), drafts);
        let toldPaid = isPaid(statusAt(moment, { transfers: found, clock: START }));
        const toldBefore = toldPaid;
        const clock: ClockAdvance[] = [...START];
        let ahead = 0;
        for (const part of parts) {
          ahead += part;
          clock.push(advanced(moment, ahead));
          toldPaid ||= isPaid(statusAt(moment, { transfers: found, clock, toldPaid }));
        }
        const once = [...START, advanced(moment, ahead)];
        expect(statusAt(moment, { transfers: found, clock, toldPaid })).toBe(
          statusAt(moment, { transfers: found, clock: once, toldPaid: toldBefore }),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('of nothing changes nothing', () => {
    fc.assert(
      fc.property(transfers, seconds, seconds, (found, moment, last) => {
        const clock = [...START, advanced(moment, 0)];
        expect(derived(last, { transfers: found, clock })).toEqual(derived(last, { transfers: found }));
      }),
    );
  });

  test('before anything happens is as if the whole world had been created that much later', () => {
    fc.assert(
      fc.property(transfers, seconds, fc.nat({ max: 1e9 }), (found, last, aheadMs) => {
        const given = facts({ transfers: found });
        const later = { ...given, createdAt: given.createdAt + aheadMs, clock: clockFrom(aheadMs) };
        const plain = deriveSession(given, readTo(last), at(last));
        const moved = deriveSession(later, readTo(last), at(last));
        expect(moved.status).toBe(plain.status);
        expect(moved.expiresAt).toBe(plain.expiresAt + aheadMs);
        expect(moved.paidAt).toBe(plain.paidAt === null ? null : plain.paidAt + aheadMs);
      }),
    );
  });

  test('never changes what was read before it, however late that is found', () => {
    fc.assert(
      fc.property(transfers, steps, (found, parts) => {
        const moment = 2000;
        const clock = [...START, ...parts.map((part, index) => advanced(moment + index, part * (index + 1)))];
        const timed = derived(4000, { transfers: found, clock }).transfers.map(({ transfer: one }) => one.arrivedAt);
        expect(timed.toSorted()).toEqual(found.map(({ arrivedAt }) => arrivedAt).toSorted());
      }),
    );
  });
});

const isPaid = (status: string) => status === 'paid' || status === 'paid_late';

describe('the stored history of a clock', () => {
  test('comes back as it was', () => {
    const clock = [...START, advanced(10, 60), { since: at(20), offsetMs: 90_000, watermarks: {} }];
    expect(decodeClock(JSON.parse(JSON.stringify(encodeClock(clock))))).toEqual(clock);
    expect(decodeClock(null)).toEqual([]);
  });

  test.each([
    [{}],
    [[{ since: 1, offsetMs: 5 }]],
    [[{ since: 1, offsetMs: -5, watermarks: {} }]],
    [[{ since: 1, offsetMs: 5, watermarks: { Base: 'x' } }]],
    [[{ since: 1, offsetMs: 5, watermarks: [] }]],
    [[{ since: 1, offsetMs: 5, watermarks: {}, more: 1 }]],
  ])('of another shape is refused: %j', (document) => {
    expect(() => decodeClock(document)).toThrow(MalformedDocumentError);
  });
});
