import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyCredit } from './credit.ts';
import { addBacking, type Funds, NO_FUNDS, returnCredit } from './funds.ts';
import { repricePeriod, settlePeriod } from './settle-period.ts';
import type { AskedPeriod } from './subscription.ts';

const LENGTH_MS = 1000;
const going = { canceledAt: null, endedAt: null };

function ask(
  number: number,
  price: bigint,
  { creditUsed, amount }: { creditUsed: bigint; amount: bigint },
): AskedPeriod {
  const startsAt = number * LENGTH_MS;
  return {
    number,
    startsAt,
    endsAt: startsAt + LENGTH_MS,
    price,
    creditUsed,
    amount,
    sessionId: 'newest',
    openedAt: startsAt,
    paidAt: null,
    paidSessionId: null,
    missedAt: null,
    voidedAt: null,
    worth: 0n,
    creditable: 0n,
    graceSpentMs: 0,
  };
}
const payment = (total: bigint, received: bigint, paidAt = 0, refunded = 0n) => ({
  sessionId: 'paid',
  createdAt: 0,
  paidAt,
  total,
  received,
  refunded,
});

describe('a payment', () => {
  const plain = ask(1, 900n, { creditUsed: 0n, amount: 900n });

  test('in full makes the period worth its price and gives no credit', () => {
    const { period, funds } = settlePeriod(plain, { ...NO_FUNDS, ...going, price: 900n }, payment(900n, 900n));
    expect(period).toMatchObject({ paidAt: 0, paidSessionId: 'paid', worth: 900n, creditable: 900n });
    expect(funds).toEqual({ credit: 0n, backing: 900n });
  });

  test('of an older session that brought more than the newest asks gives the rest as credit', () => {
    const lowered = { ...plain, price: 500n, amount: 500n };
    const { period, funds } = settlePeriod(lowered, { ...NO_FUNDS, ...going, price: 500n }, payment(900n, 900n));
    expect(period.worth).toBe(500n);
    expect(funds).toEqual({ credit: 400n, backing: 500n });
  });

  test('of an older session that asked less than the newest leaves the difference owed', () => {
    const raised = { ...plain, price: 1200n, amount: 1200n };
    const { funds } = settlePeriod(raised, { ...NO_FUNDS, ...going, price: 1200n }, payment(900n, 900n));
    expect(funds.credit).toBe(-300n);
  });

  test('of a period that was paid before is credit: what came, not what was asked', () => {
    const payer = { credit: 0n, backing: 900n, ...going, price: 900n };
    const { period, funds } = settlePeriod({ ...plain, paidAt: 0 }, payer, payment(900n, 450n));
    expect(period).toEqual({ ...plain, paidAt: 0 });
    expect(funds).toEqual({ credit: 450n, backing: 900n });
  });

  test('of which a part has gone back makes no credit of that', () => {
    const payer = { credit: 0n, backing: 900n, ...going, price: 900n };
    const { funds } = settlePeriod({ ...plain, paidAt: 0 }, payer, payment(900n, 900n, 0, 600n));
    expect(funds.credit).toBe(300n);
    const cheaper = settlePeriod(plain, { ...NO_FUNDS, ...going, price: 100n }, payment(900n, 900n, 0, 600n));
    expect(cheaper.funds.credit).toBe(300n);
  });

  test.each([
    ['that was withdrawn', { voidedAt: 500 }, true],
    ['that would have begun after it', {}, true],
    ['that had begun before it', { startsAt: 400 }, false],
  ])('after the end, of a period %s', (_case, more, isCredit) => {
    const payer = { ...NO_FUNDS, price: 900n, canceledAt: 600, endedAt: null };
    const { period, funds } = settlePeriod({ ...plain, ...more }, payer, payment(900n, 900n, 700));
    expect(funds.credit).toBe(isCredit ? 900n : 0n);
    expect(period.paidAt).toBe(isCredit ? null : 700);
  });

  test('of a withdrawn period uses the credit after all that was given back for it', () => {
    const asked = ask(1, 900n, { creditUsed: 200n, amount: 700n });
    const payer = { credit: 200n, backing: 100n, ...going, price: 900n };
    const { period, funds } = settlePeriod({ ...asked, voidedAt: 0 }, payer, payment(700n, 700n));
    expect(period).toMatchObject({ voidedAt: null, worth: 900n });
    expect(funds).toEqual({ credit: 0n, backing: 1000n });
  });
});

type Act =
  | { readonly kind: 'ask' | 'withdraw' }
  | { readonly kind: 'pay'; readonly tenths: bigint }
  | { readonly kind: 'again'; readonly tenths: bigint }
  | { readonly kind: 'price'; readonly to: bigint };

const tenths = fc.bigInt({ min: 0n, max: 10n });
const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('ask' as const) }),
  fc.record({ kind: fc.constant('withdraw' as const) }),
  fc.record({ kind: fc.constant('pay' as const), tenths }),
  fc.record({ kind: fc.constant('again' as const), tenths }),
  fc.record({ kind: fc.constant('price' as const), to: fc.bigInt({ min: 1n, max: 5000n }) }),
);

/** Lives through the acts, a moment after each other, and checks after each where the money stands. */
function live(script: readonly Act[], stepMs: number): void {
  let funds: Funds = NO_FUNDS;
  let price = 900n;
  let came = 0n;
  let open: AskedPeriod | null = null;
  let paid: AskedPeriod[] = [];
  for (const [index, act] of script.entries()) {
    const now = index * stepMs;
    if (act.kind === 'ask' && open === null) {
      const asked = applyCredit(price, funds.credit);
      open = { ...ask(paid.length, price, asked), startsAt: now, endsAt: now + LENGTH_MS };
      funds = { ...funds, credit: asked.creditLeft };
    } else if (act.kind === 'withdraw' && open !== null) {
      funds = returnCredit(funds, open.creditUsed);
      open = null;
    } else if (act.kind === 'pay' && open !== null) {
      const received: bigint = (open.amount * act.tenths) / 10n;
      const settled = settlePeriod(open, { ...funds, ...going, price }, payment(open.amount, received, now));
      [funds, open, came] = [settled.funds, null, came + received];
      paid = [...paid, settled.period];
    } else if (act.kind === 'again' && paid.length > 0) {
      const received: bigint = act.tenths * 90n;
      funds = settlePeriod(paid[0]!, { ...funds, ...going, price }, payment(900n, received, now)).funds;
      came += received;
    } else if (act.kind === 'price') {
      paid = paid.map((period) => {
        const done = repricePeriod(period, funds, { from: price, to: act.to, now, refunded: 0n });
        funds = done.funds;
        return done.period;
      });
      price = act.to;
    }
    const inUse = open !== null && open.creditUsed > 0n ? open.creditUsed : 0n;
    const credit = funds.credit > 0n ? funds.credit : 0n;
    expect(funds.backing >= 0n).toBe(true);
    expect(credit + inUse + funds.backing).toBe(came);
  }
}

test('whatever happens: credit, credit in use and its backing are together exactly the money that came', () => {
  fc.assert(
    fc.property(fc.array(acts, { maxLength: 60 }), fc.integer({ min: 0, max: 400 }), (script, stepMs) => {
      live(script, stepMs);
    }),
    { numRuns: 1000 },
  );
});

test('of no period more than its worth ever becomes credit, however often the price goes there and back', () => {
  const prices = fc.array(fc.bigInt({ min: 1n, max: 3000n }), { maxLength: 80 });
  fc.assert(
    fc.property(prices, fc.bigInt({ min: 0n, max: 900n }), (path, worth) => {
      let funds = addBacking(NO_FUNDS, 10n ** 9n);
      let period: AskedPeriod = {
        ...ask(0, 900n, { creditUsed: 0n, amount: worth }),
        paidAt: 0,
        worth,
        creditable: worth,
      };
      let from = 900n;
      for (const [index, to] of path.entries()) {
        ({ period, funds } = repricePeriod(period, funds, { from, to, now: index * 12, refunded: 0n }));
        from = to;
        expect(funds.credit <= worth).toBe(true);
      }
    }),
  );
});
