import { expect, test } from 'vitest';
import { refusalOf } from './act-refusals.ts';
import type { DerivedSession } from './derive-session.ts';
import {
  at,
  BASE_USDC,
  CREATED_AT,
  derivedAt,
  ETH,
  EXPIRES,
  type Given,
  GRACE_ENDS,
  OTHER_TOKEN,
  percent,
  readTo,
  statusAt,
  TERMS,
  TOTAL,
  transfer,
  txHashOf,
  USDC,
} from './example.fixture.ts';
import { remainingAtomic } from './remainder.ts';
import { changesToTell } from './tell.ts';
import { decodeTerms, encodeTerms } from './terms-json.ts';

const usdc = (share: bigint) => percent(USDC, share);
const reasons = (derived: DerivedSession) => derived.transfers.map((classified) => classified.reason);

test('60 % on time, 40 % late', () => {
  const first = transfer(USDC, usdc(60n), { arrived: 100, confirmed: 124 });
  const late = transfer(USDC, usdc(40n), { arrived: 400 });
  expect(statusAt(310, { transfers: [first] })).toBe('underpaid');
  expect(statusAt(410, { transfers: [first, late] })).toBe('detected');

  const paid = derivedAt(430, { transfers: [first, { ...late, confirmedAt: at(424) }] });
  expect(paid).toMatchObject({ status: 'paid_late', paidAt: at(424), txHash: late.txHash, overpaid: null });

  const confirmedAfterGrace = derivedAt(920, { transfers: [first, { ...late, confirmedAt: at(901) }] });
  expect(confirmedAfterGrace.status).toBe('underpaid');
  expect(reasons(confirmedAfterGrace)).toEqual([null, 'confirmed_late']);
});

test('on time, confirmed long after expiry', () => {
  const payment = transfer(USDC, usdc(100n), { arrived: EXPIRES });
  expect(statusAt(2_000, { transfers: [payment] })).toBe('detected');
  const paid = derivedAt(100_000, { transfers: [{ ...payment, confirmedAt: at(90_000) }] });
  expect(paid).toMatchObject({ status: 'paid', paidAt: at(90_000), nextDeadline: null });
});

test('70 % ETH and 50 % USDC on time', () => {
  const ether = transfer(ETH, percent(ETH, 70n), { arrived: 100, id: 'ether' });
  const dollars = transfer(USDC, usdc(50n), { arrived: 112, id: 'dollars' });
  const seen = derivedAt(120, { transfers: [ether, dollars] });
  expect(seen.status).toBe('overpaid');
  expect(seen.overpaid).toEqual({
    offer: USDC,
    atomic: usdc(20n),
    share: { numerator: usdc(20n), denominator: USDC.askedAtomic },
  });

  const oneConfirmed = { transfers: [{ ...ether, confirmedAt: at(124) }, dollars] };
  expect(statusAt(130, oneConfirmed)).toBe('overpaid');
  const paid = derivedAt(140, {
    transfers: [
      { ...ether, confirmedAt: at(124) },
      { ...dollars, confirmedAt: at(136) },
    ],
  });
  expect(paid).toMatchObject({ status: 'paid', paidAt: at(136), txHash: txHashOf('dollars'), overpaid: seen.overpaid });
});

test('half in ETH, then exactly the remainder asked, in USDC', () => {
  // One wei above the half: no whole number of USDC units is left to ask.
  const half = transfer(ETH, percent(ETH, 50n) + 1n, { arrived: 100, confirmed: 124 });
  const underpaid = derivedAt(130, { transfers: [half] });
  expect(underpaid.status).toBe('underpaid');
  expect(remainingAtomic(underpaid, USDC)).toBe(usdc(50n));

  const rest = transfer(USDC, remainingAtomic(underpaid, USDC), { arrived: 140, confirmed: 164 });
  expect(derivedAt(170, { transfers: [half, rest] })).toMatchObject({ status: 'paid', overpaid: null });
});

test('confirmed full payment, then unconfirmed dust', () => {
  const payment = transfer(USDC, usdc(100n), { arrived: 100, confirmed: 124, id: 'payment' });
  const dust = transfer(USDC, 1n, { arrived: 130 });
  const derived = derivedAt(140, { transfers: [payment, dust] });
  expect(derived).toMatchObject({ status: 'paid', paidAt: at(124), txHash: txHashOf('payment') });
});

test('extend after a partial payment', () => {
  const partial = transfer(USDC, usdc(10n), { arrived: 100 });
  const derived = derivedAt(110, { transfers: [partial] });
  expect(derived.canExtend).toBe(false);
  expect(refusalOf('extend', derived)).toBe('session_has_payment');
  expect(refusalOf('extend', derivedAt(110, {}))).toBeNull();
});

test('reorg drops one of two after detected', () => {
  const first = transfer(USDC, usdc(60n), { arrived: 100 });
  const second = transfer(USDC, usdc(40n), { arrived: 112 });
  expect(statusAt(120, { transfers: [first, second] })).toBe('detected');
  expect(statusAt(120, { transfers: [first] })).toBe('underpaid');

  const bothDropped = derivedAt(120, {});
  expect(bothDropped.status).toBe('pending');
  expect(changesToTell({ status: 'detected', toldOverpaid: false }, bothDropped)).toEqual(['session.pending']);
  expect(statusAt(EXPIRES + 1, {})).toBe('expired');
});

test('nothing on time, full payment in grace', () => {
  expect(statusAt(310, {})).toBe('expired');
  const late = transfer(USDC, usdc(100n), { arrived: 400 });
  const seen = derivedAt(410, { transfers: [late] });
  expect(seen.status).toBe('expired');
  expect(seen.transfers).toMatchObject([{ transfer: late, disposition: 'late', confirmed: false }]);
  expect(changesToTell({ status: 'expired', toldOverpaid: false }, seen)).toEqual([]);

  const paid = derivedAt(430, { transfers: [{ ...late, confirmedAt: at(424) }] });
  expect(changesToTell({ status: 'expired', toldOverpaid: false }, paid)).toEqual(['session.paid_late']);
});

test('seen in grace, confirmed after', () => {
  const late = transfer(USDC, usdc(100n), { arrived: 899 });
  expect(derivedAt(GRACE_ENDS, { transfers: [late] })).toMatchObject({
    status: 'expired',
    nextDeadline: at(GRACE_ENDS),
  });

  const unconfirmed = derivedAt(GRACE_ENDS + 1, { transfers: [late] });
  expect(unconfirmed).toMatchObject({ status: 'expired', nextDeadline: null });
  expect(reasons(unconfirmed)).toEqual(['confirmed_late']);

  const confirmed = derivedAt(930, { transfers: [{ ...late, confirmedAt: at(923) }] });
  expect(confirmed.status).toBe('expired');
  expect(reasons(confirmed)).toEqual(['confirmed_late']);
});

test('one of several networks unread', () => {
  const behind = readTo(1_000, { Base: 200 });
  expect(derivedAt(1_000, {}, behind)).toMatchObject({ status: 'pending', waitingFor: ['Base'], canExtend: false });
  expect(derivedAt(1_000, {}, { Ethereum: at(1_000) }).waitingFor).toEqual(['Base']);

  const payment = transfer(USDC, usdc(100n), { arrived: 100, confirmed: 124 });
  expect(derivedAt(1_000, { transfers: [payment] }, behind)).toMatchObject({ status: 'paid', waitingFor: [] });
});

test('a full on-time payment found on a lagging network after a full late one', () => {
  const late = transfer(USDC, usdc(100n), { arrived: 400, confirmed: 424 });
  expect(statusAt(430, { transfers: [late] }, readTo(430, { Base: 50 }))).toBe('paid_late');

  const onTime = transfer(BASE_USDC, percent(BASE_USDC, 100n), { arrived: 100, confirmed: 106 });
  const derived = derivedAt(440, { transfers: [late, onTime], toldPaid: true });
  expect(derived).toMatchObject({ status: 'paid', paidAt: at(106), txHash: onTime.txHash });
  // Paid twice over: the excess is told beside it, the status last.
  expect(changesToTell({ status: 'paid_late', toldOverpaid: false }, derived)).toEqual([
    'session.overpaid',
    'session.paid',
  ]);
});

test('N exactly need · one unit less · exactly 1 + over', () => {
  const tolerant = { underToleranceBps: 100n, overToleranceBps: 200n };
  const paying = (amountAtomic: bigint) =>
    derivedAt(130, { terms: tolerant, transfers: [transfer(USDC, amountAtomic, { arrived: 100, confirmed: 124 })] });

  expect(paying(usdc(99n)).status).toBe('paid');
  expect(paying(usdc(99n) - 1n).status).toBe('underpaid');
  expect(paying(usdc(102n)).overpaid).toBeNull();

  const unconfirmed = (amountAtomic: bigint) =>
    statusAt(110, { terms: tolerant, transfers: [transfer(USDC, amountAtomic, { arrived: 100 })] });
  expect(unconfirmed(usdc(102n))).toBe('detected');
  expect(unconfirmed(usdc(102n) + 1n)).toBe('overpaid');
});

test('total 0', () => {
  const nothing = derivedAt(0, { terms: { total: { ...TOTAL, minor: 0n }, offers: [] } }, {});
  expect(nothing).toMatchObject({ status: 'paid', paidAt: CREATED_AT, txHash: null, nextDeadline: null });
  expect(changesToTell({ status: 'pending', toldOverpaid: false }, nothing)).toEqual(['session.paid']);
});

test('expire by API, then funds', () => {
  const acts: Given['acts'] = [{ kind: 'expire', at: at(100) }];
  expect(derivedAt(100, { acts })).toMatchObject({ status: 'expired', expiresAt: at(100), graceEndsAt: at(700) });

  const paying = (arrived: number, confirmed: number) =>
    derivedAt(confirmed, { acts, transfers: [transfer(USDC, usdc(100n), { arrived, confirmed })] });
  expect(paying(100, 124).status).toBe('paid');
  expect(paying(101, 124).status).toBe('paid_late');
  expect(paying(676, 700).status).toBe('paid_late');
  const after = paying(701, 724);
  expect(after.status).toBe('expired');
  expect(reasons(after)).toEqual(['after_grace']);
});

test("site's policy changed in mid-session", () => {
  const policy = { underToleranceBps: 500n };
  const stored = JSON.stringify(encodeTerms({ ...TERMS, ...policy }));
  policy.underToleranceBps = 0n;
  const terms = decodeTerms(JSON.parse(stored));
  const payment = transfer(USDC, usdc(95n), { arrived: 100, confirmed: 124 });
  expect(statusAt(130, { terms, transfers: [payment] })).toBe('paid');
});

test('same address on another chain', () => {
  const onBase = transfer(BASE_USDC, percent(BASE_USDC, 100n), { arrived: 100, confirmed: 106 });
  expect(statusAt(130, { transfers: [onBase] })).toBe('paid');

  const ethereumOnly = { offers: [ETH, USDC] };
  const notOffered = derivedAt(130, { terms: ethereumOnly, transfers: [onBase] });
  expect(notOffered.status).toBe('pending');
  expect(reasons(notOffered)).toEqual(['wrong_network']);

  // Not configured: there is no fact until the network is switched on and read; then it is one like any other.
  expect(derivedAt(1_000, { terms: ethereumOnly }).transfers).toEqual([]);
  const switchedOn = derivedAt(2_000, { terms: ethereumOnly, transfers: [onBase] });
  expect(switchedOn.status).toBe('expired');
  expect(reasons(switchedOn)).toEqual(['wrong_network']);
});

test('server off from before the payment until after grace', () => {
  const transfers = [
    transfer(USDC, usdc(30n), { arrived: 290, confirmed: 314 }),
    transfer(USDC, usdc(70n), { arrived: 880, confirmed: 900 }),
    transfer(USDC, usdc(5n), { arrived: 905, confirmed: 930 }),
  ];
  let told = { status: 'pending' as DerivedSession['status'], toldPaid: false };
  for (let second = 0; second <= 1_000; second += 1) {
    const known = transfers
      .filter((found) => found.arrivedAt <= at(second))
      .map((found) => ({ ...found, confirmedAt: found.confirmedAt! <= at(second) ? found.confirmedAt : null }));
    const { status } = derivedAt(second, { transfers: known, toldPaid: told.toldPaid });
    told = { status, toldPaid: told.toldPaid || status === 'paid' || status === 'paid_late' };
  }
  expect(told.status).toBe('paid_late');
  expect(statusAt(1_000, { transfers })).toBe('paid_late');
});

test('a token outside the catalogue and an asset that was not offered are set aside', () => {
  const unlisted = { ...transfer(USDC, usdc(100n), { arrived: 100 }), contract: OTHER_TOKEN, listed: false };
  const notOffered = { ...transfer(USDC, usdc(100n), { arrived: 112 }), contract: OTHER_TOKEN };
  const derived = derivedAt(130, { transfers: [unlisted, notOffered] });
  expect(derived.status).toBe('pending');
  expect(reasons(derived)).toEqual(['unlisted_token', 'wrong_asset']);
});
