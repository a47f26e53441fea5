import { describe, expect, test } from 'vitest';
import { refusalOf } from './act-refusals.ts';
import { at, derivedAt, EXPIRES, OTHER_TOKEN, percent, readTo, statusAt, transfer, USDC } from './example.fixture.ts';

const usdc = (share: bigint) => percent(USDC, share);

describe('cancel', () => {
  const acts = [{ kind: 'cancel', at: at(50) }] as const;

  test('outranks every transfer read later, whenever it was mined', () => {
    const early = transfer(USDC, usdc(100n), { arrived: 40, confirmed: 64 });
    const derived = derivedAt(100, { acts, transfers: [early] });
    expect(derived.status).toBe('canceled');
    expect(derived.transfers[0]?.reason).toBe('after_cancel');
  });

  test('is overcome by a transfer that a person attaches, and that is paid late from the act on', () => {
    const payment = transfer(USDC, usdc(100n), { arrived: 40, confirmed: 64, id: 'payment' });
    const attached = [...acts, { kind: 'attach', at: at(5_000), transferId: 'payment' }] as const;
    expect(derivedAt(5_000, { acts: attached, transfers: [payment] })).toMatchObject({
      status: 'paid_late',
      paidAt: at(5_000),
    });
    expect(statusAt(5_000, { acts: attached })).toBe('canceled');
  });

  test('does not hide that a reorg took the attached transfer after it was told as paid', () => {
    const attached = [...acts, { kind: 'attach', at: at(5_000), transferId: 'payment' }] as const;
    expect(statusAt(6_000, { acts: attached, toldPaid: true })).toBe('failed');
  });

  test('is refused once any transfer has come, even one that does not count', () => {
    const wrong = { ...transfer(USDC, 5n, { arrived: 10 }), contract: OTHER_TOKEN };
    expect(refusalOf('cancel', derivedAt(20, { transfers: [wrong] }))).toBe('session_has_payment');
    expect(refusalOf('expire', derivedAt(20, { transfers: [wrong] }))).toBeNull();
    expect(refusalOf('cancel', derivedAt(20, {}))).toBeNull();
  });
});

describe('expire', () => {
  test('ends the session at once, before its networks have been read so far', () => {
    expect(statusAt(100, { acts: [{ kind: 'expire', at: at(100) }] }, readTo(90))).toBe('expired');
  });

  test('never lengthens a session whose networks lag', () => {
    const derived = derivedAt(1_000, { acts: [{ kind: 'expire', at: at(1_000) }] }, readTo(200));
    expect(derived).toMatchObject({ status: 'expired', expiresAt: at(EXPIRES) });
  });

  test('without grace leaves nothing that comes after the deadline to count by itself', () => {
    const acts = [{ kind: 'expire', at: at(EXPIRES + 50), grace: 'none' }] as const;
    const late = transfer(USDC, usdc(100n), { arrived: EXPIRES + 10, confirmed: EXPIRES + 20, id: 'late' });
    const derived = derivedAt(EXPIRES + 60, { acts, transfers: [late] });
    expect(derived).toMatchObject({
      status: 'expired',
      expiresAt: at(EXPIRES),
      graceEndsAt: at(EXPIRES),
      graceOver: true,
    });
    expect(derived.transfers).toMatchObject([{ disposition: 'unexpected', reason: 'after_grace' }]);
    const attached = [...acts, { kind: 'attach', at: at(5_000), transferId: 'late' }] as const;
    expect(statusAt(5_000, { acts: attached, transfers: [late] })).toBe('paid_late');
  });

  test('without grace takes nothing from what came in time', () => {
    const acts = [{ kind: 'expire', at: at(EXPIRES + 50), grace: 'none' }] as const;
    const inTime = transfer(USDC, usdc(100n), { arrived: EXPIRES, confirmed: EXPIRES + 20 });
    expect(statusAt(EXPIRES + 60, { acts, transfers: [inTime] })).toBe('paid');
  });

  test('is refused once something counts, and once the session has ended', () => {
    const partial = transfer(USDC, 1n, { arrived: 10 });
    expect(refusalOf('expire', derivedAt(20, { transfers: [partial] }))).toBe('session_has_payment');
    expect(refusalOf('expire', derivedAt(EXPIRES + 1, {}))).toBe('session_ended');
  });
});

describe('extend', () => {
  const once = [{ kind: 'extend', at: at(100) }] as const;

  test('moves the deadline and the end of grace by one TTL', () => {
    expect(derivedAt(100, { acts: once })).toMatchObject({ expiresAt: at(600), graceEndsAt: at(1_200) });
  });

  test('goes at most to the longest life', () => {
    const derived = derivedAt(100, { acts: once, terms: { maxLifetimeMs: 400_000 } });
    expect(derived).toMatchObject({ expiresAt: at(400), graceEndsAt: at(1_000) });
  });

  test('is refused when none is left, at the longest life and after the deadline', () => {
    expect(refusalOf('extend', derivedAt(200, { acts: once }))).toBe('extension_not_allowed');
    const full = { maxLifetimeMs: EXPIRES * 1000 };
    expect(refusalOf('extend', derivedAt(200, { terms: full }))).toBe('extension_not_allowed');
    expect(refusalOf('extend', derivedAt(EXPIRES, {}))).toBeNull();
    expect(refusalOf('extend', derivedAt(EXPIRES + 1, {}, readTo(EXPIRES)))).toBe('extension_not_allowed');
    expect(refusalOf('extend', derivedAt(EXPIRES + 1, {}))).toBe('session_ended');
  });
});

describe('accept', () => {
  const partial = transfer(USDC, usdc(60n), { arrived: 100, confirmed: 124, id: 'partial' });
  const accepted = { kind: 'accept', at: at(500), need: [3n, 5n] } as const;

  test('makes what has come enough, from the act on', () => {
    const derived = derivedAt(500, { transfers: [partial], acts: [accepted] });
    expect(derived).toMatchObject({ status: 'paid', paidAt: at(500), remaining: { numerator: 0n, denominator: 1n } });
  });

  test('is paid late when part of it was late', () => {
    const late = transfer(USDC, usdc(20n), { arrived: 400, confirmed: 424 });
    const acts = [{ kind: 'accept', at: at(500), need: [4n, 5n] }] as const;
    expect(statusAt(500, { transfers: [partial, late], acts })).toBe('paid_late');
  });

  test('does not move the time of payment when the rest comes after it', () => {
    const rest = transfer(USDC, usdc(40n), { arrived: 290, confirmed: 600 });
    expect(derivedAt(700, { transfers: [partial, rest], acts: [accepted] }).paidAt).toBe(at(500));
  });

  test('does not survive a reorg that takes what was accepted', () => {
    expect(statusAt(500, { acts: [accepted], toldPaid: true })).toBe('failed');
  });
});

describe('attach', () => {
  const acts = [{ kind: 'attach', at: at(5_000), transferId: 'found' }] as const;

  test('lets a transfer after grace count as late', () => {
    const found = transfer(USDC, usdc(100n), { arrived: 4_000, confirmed: 4_024, id: 'found' });
    expect(derivedAt(5_000, { transfers: [found] }).transfers[0]?.reason).toBe('after_grace');
    expect(derivedAt(5_000, { transfers: [found], acts })).toMatchObject({ status: 'paid_late', paidAt: at(5_000) });
  });

  test('needs no confirmation by any deadline', () => {
    const found = transfer(USDC, usdc(100n), { arrived: 4_000, id: 'found' });
    expect(derivedAt(9_000, { transfers: [found], acts })).toMatchObject({ status: 'expired', nextDeadline: null });
    expect(statusAt(9_000, { transfers: [{ ...found, confirmedAt: at(8_900) }], acts })).toBe('paid_late');
  });

  test('cannot make an asset count that has no quote', () => {
    const found = { ...transfer(USDC, usdc(100n), { arrived: 100, id: 'found' }), contract: OTHER_TOKEN };
    const derived = derivedAt(5_000, { transfers: [found], acts });
    expect(derived.status).toBe('expired');
    expect(derived.transfers[0]?.reason).toBe('wrong_asset');
  });
});
