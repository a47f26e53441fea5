import { describe, expect, test } from 'vitest';
import {
  at,
  BASE_USDC,
  derivedAt,
  ETH,
  EXPIRES,
  GRACE_ENDS,
  percent,
  readTo,
  statusAt,
  TERMS,
  transfer,
  txHashOf,
  USDC,
} from './example.fixture.ts';

const usdc = (share: bigint) => percent(USDC, share);
const full = (arrived: number, confirmed: number | null = null) => transfer(USDC, usdc(100n), { arrived, confirmed });

describe('a deadline', () => {
  test('is still in time at the deadline itself, and late one second after it', () => {
    expect(statusAt(400, { transfers: [full(EXPIRES, 324)] })).toBe('paid');
    expect(statusAt(400, { transfers: [full(EXPIRES + 1, 325)] })).toBe('paid_late');
  });

  test('of grace includes its last moment, for arrival and for confirmation', () => {
    expect(statusAt(950, { transfers: [full(880, GRACE_ENDS)] })).toBe('paid_late');
    expect(statusAt(950, { transfers: [full(GRACE_ENDS, GRACE_ENDS)] })).toBe('paid_late');
    expect(derivedAt(950, { transfers: [full(GRACE_ENDS + 1, 925)] }).transfers[0]?.reason).toBe('after_grace');
  });

  test('has passed only when every offered network was read strictly past it', () => {
    expect(statusAt(EXPIRES, {})).toBe('pending');
    expect(statusAt(EXPIRES + 1, {}, readTo(EXPIRES + 1, { Base: EXPIRES }))).toBe('pending');
    expect(statusAt(EXPIRES + 1, {}, readTo(EXPIRES + 1))).toBe('expired');
    expect(statusAt(EXPIRES + 1, {}, {})).toBe('pending');
  });

  test('grace is over only when every offered network was read strictly past it', () => {
    expect(derivedAt(GRACE_ENDS + 1, {}, readTo(GRACE_ENDS)).graceOver).toBe(false);
    expect(derivedAt(GRACE_ENDS + 1, {}, readTo(GRACE_ENDS + 1, { Base: GRACE_ENDS })).graceOver).toBe(false);
    expect(derivedAt(GRACE_ENDS + 1, {}, readTo(GRACE_ENDS + 1)).graceOver).toBe(true);
  });

  test("is judged by the server's clock where no network is offered", () => {
    const terms = { offers: [] };
    expect(statusAt(EXPIRES, { terms }, {})).toBe('pending');
    expect(statusAt(EXPIRES + 1, { terms }, {})).toBe('expired');
  });

  test('is not passed by a network that the session does not offer', () => {
    expect(statusAt(2_000, {}, { Ethereum: at(2_000), Base: at(10), Polygon: at(2_000) })).toBe('pending');
    expect(statusAt(2_000, {}, { Ethereum: at(2_000), Base: at(2_000), Polygon: at(10) })).toBe('expired');
  });

  test('that reading alone can reach is announced as the next one', () => {
    expect(derivedAt(10, {}).nextDeadline).toBe(at(EXPIRES));
    expect(derivedAt(400, { transfers: [full(350)] }).nextDeadline).toBe(at(GRACE_ENDS));
    expect(derivedAt(400, { transfers: [full(350, 374)] }).nextDeadline).toBeNull();
    expect(derivedAt(400, { transfers: [full(100)] }).nextDeadline).toBeNull();
    expect(derivedAt(400, {}).nextDeadline).toBeNull();
  });
});

describe('failed', () => {
  test('follows a reorg deeper than the policy, and is taken back when the money returns', () => {
    expect(statusAt(500, { toldPaid: true })).toBe('failed');
    expect(statusAt(500, { toldPaid: true, transfers: [full(100)] })).toBe('failed');
    expect(statusAt(500, { toldPaid: true, transfers: [full(100, 480)] })).toBe('paid');
    expect(statusAt(500, { toldPaid: true, transfers: [full(400, 480)] })).toBe('paid_late');
  });
});

describe('overpaid', () => {
  test('begins one atomic unit above the total, and is paid with an excess once what is needed is confirmed', () => {
    const over = (confirmed: number | null) => transfer(USDC, usdc(100n) + 1n, { arrived: 100, confirmed });
    expect(derivedAt(110, { transfers: [over(null)] })).toMatchObject({ status: 'overpaid', overpaid: { atomic: 1n } });
    expect(derivedAt(130, { transfers: [over(124)] })).toMatchObject({ status: 'paid', overpaid: { atomic: 1n } });
  });

  test('needs a whole unit of the coarsest asset used', () => {
    const transfers = [
      transfer(USDC, usdc(50n), { arrived: 100, confirmed: 124 }),
      transfer(ETH, percent(ETH, 50n) + 1n, { arrived: 112, confirmed: 136 }),
    ];
    expect(derivedAt(140, { transfers })).toMatchObject({ status: 'paid', overpaid: null });
    const oneUnit = transfer(USDC, 1n, { arrived: 124, confirmed: 148 });
    expect(derivedAt(150, { transfers: [...transfers, oneUnit] }).overpaid).toMatchObject({ offer: USDC, atomic: 1n });
  });

  test('is all that came above the total, once it is more than what is tolerated', () => {
    const terms = { overToleranceBps: 1_000n };
    const paying = (share: bigint) => [transfer(USDC, usdc(share), { arrived: 100, confirmed: 124 })];
    expect(derivedAt(130, { terms, transfers: paying(110n) }).overpaid).toBeNull();
    expect(derivedAt(130, { terms, transfers: paying(115n) }).overpaid).toMatchObject({ atomic: usdc(15n) });
  });
});

describe('sums', () => {
  test('add assets of several networks as exact shares', () => {
    const derived = derivedAt(140, {
      transfers: [
        transfer(ETH, percent(ETH, 25n), { arrived: 100, confirmed: 124 }),
        transfer(BASE_USDC, percent(BASE_USDC, 25n), { arrived: 130 }),
        transfer(ETH, percent(ETH, 10n), { arrived: 131 }),
      ],
    });
    expect(derived.received).toEqual({ numerator: 3n, denominator: 5n });
    expect(derived.confirmed).toEqual({ numerator: 1n, denominator: 4n });
    expect(derived.remaining).toEqual({ numerator: 2n, denominator: 5n });
    expect(derived.perAsset).toEqual([
      { offer: ETH, receivedAtomic: percent(ETH, 35n), confirmedAtomic: percent(ETH, 25n) },
      { offer: BASE_USDC, receivedAtomic: percent(BASE_USDC, 25n), confirmedAtomic: 0n },
    ]);
  });

  test('leave nothing to pay within the tolerance, and ask for the whole below it', () => {
    const terms = { underToleranceBps: 1_000n };
    const paying = (share: bigint) => [transfer(USDC, usdc(share), { arrived: 100 })];
    expect(derivedAt(110, { terms, transfers: paying(90n) }).remaining).toEqual({ numerator: 0n, denominator: 1n });
    expect(derivedAt(110, { terms, transfers: paying(80n) }).remaining).toEqual({ numerator: 1n, denominator: 5n });
  });
});

describe('the transaction shown', () => {
  test('is the latest counted until the asked amount is reached, then the one that reached it in chain order', () => {
    const first = transfer(USDC, usdc(40n), { arrived: 100, id: 'first' });
    const second = transfer(USDC, usdc(60n), { arrived: 112, id: 'second' });
    const third = transfer(USDC, usdc(10n), { arrived: 124, id: 'third' });
    expect(derivedAt(130, {}).txHash).toBeNull();
    expect(derivedAt(130, { transfers: [first] }).txHash).toBe(txHashOf('first'));
    expect(derivedAt(130, { transfers: [third, first] }).txHash).toBe(txHashOf('third'));
    expect(derivedAt(130, { transfers: [third, second, first] }).txHash).toBe(txHashOf('second'));
  });

  test('counts two transfers of one block by their place in it, numerically', () => {
    const tenth = { ...transfer(USDC, usdc(100n), { arrived: 100, id: 'tenth' }), position: 'log:10' };
    const ninth = { ...transfer(USDC, usdc(100n), { arrived: 100, id: 'ninth' }), position: 'log:9' };
    expect(derivedAt(110, { transfers: [tenth, ninth] }).txHash).toBe(txHashOf('ninth'));
  });
});

describe('the time of payment', () => {
  test('is when the confirmations reached what is needed, not when the last transfer confirmed', () => {
    const transfers = [
      transfer(USDC, usdc(50n), { arrived: 100, confirmed: 124 }),
      transfer(BASE_USDC, percent(BASE_USDC, 50n), { arrived: 110, confirmed: 116 }),
      transfer(USDC, usdc(50n), { arrived: 130, confirmed: 154 }),
    ];
    expect(derivedAt(200, { transfers }).paidAt).toBe(at(124));
  });

  test('of a payment on time ignores what came late', () => {
    const terms = { ...TERMS, underToleranceBps: 5_000n };
    const transfers = [
      transfer(BASE_USDC, percent(BASE_USDC, 50n), { arrived: 301, confirmed: 307 }),
      transfer(USDC, usdc(50n), { arrived: 290, confirmed: 314 }),
    ];
    expect(derivedAt(400, { terms, transfers })).toMatchObject({ status: 'paid', paidAt: at(314) });
  });
});
