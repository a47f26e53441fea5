import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BalanceAudit, changeSurplus, nextAudit, type ToldSurplus, UNTOUCHED } from './surplus.ts';

const reading = (blockNumber: bigint, balance: bigint, booked: bigint, bookedBefore: bigint) => ({
  blockNumber,
  balance,
  booked,
  bookedBefore,
});

describe('an address whose balance is audited', () => {
  it('has nothing unseen while it holds what the books know', () => {
    expect(nextAudit(UNTOUCHED, reading(10n, 100n, 100n, 0n)).unseen).toBe(0n);
  });

  it('has unseen what it holds beyond the books', () => {
    expect(nextAudit(UNTOUCHED, reading(10n, 130n, 100n, 0n)).unseen).toBe(30n);
  });

  it('that was swept shows nothing by that', () => {
    const first = nextAudit(UNTOUCHED, reading(10n, 100n, 100n, 0n));
    expect(nextAudit(first, reading(20n, 0n, 100n, 100n)).unseen).toBe(0n);
  });

  it('shows what comes unseen after it was swept', () => {
    const swept = nextAudit(UNTOUCHED, reading(10n, 0n, 100n, 0n));
    expect(nextAudit(swept, reading(20n, 30n, 100n, 100n)).unseen).toBe(30n);
  });

  it('keeps what was unseen when all of it is swept', () => {
    const first = nextAudit(UNTOUCHED, reading(10n, 130n, 100n, 0n));
    expect(nextAudit(first, reading(20n, 0n, 100n, 100n)).unseen).toBe(30n);
  });

  it('has nothing unseen once the books have learnt of it', () => {
    const first = nextAudit(UNTOUCHED, reading(10n, 130n, 100n, 0n));
    expect(nextAudit(first, reading(20n, 130n, 130n, 130n)).unseen).toBe(0n);
  });

  it('has the rest unseen when the books have learnt of a part', () => {
    const first = nextAudit(UNTOUCHED, reading(10n, 150n, 100n, 0n));
    expect(nextAudit(first, reading(20n, 150n, 130n, 130n)).unseen).toBe(20n);
  });

  it('begins anew when the books have lost something of the time before', () => {
    const first = nextAudit(UNTOUCHED, reading(10n, 130n, 100n, 0n));
    expect(nextAudit(first, reading(20n, 40n, 0n, 0n)).unseen).toBe(40n);
  });

  /** A drawn life of an address: what comes, seen or not, what leaves, and when it is looked at. */
  const life = fc.array(
    fc.record({
      seen: fc.bigInt(0n, 50n),
      unseen: fc.bigInt(0n, 50n),
      outShare: fc.constantFrom(0n, 0n, 1n, 2n),
      looked: fc.boolean(),
    }),
    { maxLength: 12 },
  );

  it('is never said to have got more unseen than it has', () => {
    fc.assert(
      fc.property(life, (steps) => {
        let [balance, booked, unseen, bookedBefore] = [0n, 0n, 0n, 0n];
        let audit: BalanceAudit = UNTOUCHED;
        steps.forEach(({ seen, unseen: hidden, outShare, looked }, index) => {
          balance += seen + hidden;
          balance -= (balance * outShare) / 2n;
          booked += seen;
          unseen += hidden;
          if (!looked) return;
          audit = nextAudit(audit, reading(BigInt(index), balance, booked, bookedBefore));
          bookedBefore = booked;
          expect(audit.unseen).toBeLessThanOrEqual(unseen);
        });
      }),
    );
  });

  it('is said to have got exactly what came unseen where nothing leaves it', () => {
    fc.assert(
      fc.property(life, (steps) => {
        let [booked, unseen, bookedBefore] = [0n, 0n, 0n];
        let audit: BalanceAudit = UNTOUCHED;
        steps.forEach(({ seen, unseen: hidden }, index) => {
          booked += seen;
          unseen += hidden;
          audit = nextAudit(audit, reading(BigInt(index), booked + unseen, booked, bookedBefore));
          bookedBefore = booked;
          expect(audit.unseen).toBe(unseen);
        });
      }),
    );
  });
});

describe('what people were told of a surplus', () => {
  const told = (id: string, amountAtomic: bigint, status: ToldSurplus['status'] = 'open') => ({
    id,
    amountAtomic,
    status,
  });

  it('is added to when more is unseen', () => {
    expect(changeSurplus(50n, [told('a', 30n)])).toEqual({ withdrawn: [], fresh: 20n });
  });

  it('stays when nothing changed', () => {
    expect(changeSurplus(30n, [told('a', 30n)])).toEqual({ withdrawn: [], fresh: 0n });
  });

  it('is withdrawn when its transfer was found, and what is left is told anew', () => {
    const [a, b] = [told('a', 30n), told('b', 20n)];
    expect(changeSurplus(0n, [a, b])).toEqual({ withdrawn: [a, b], fresh: 0n });
    expect(changeSurplus(20n, [a, b])).toEqual({ withdrawn: [a, b], fresh: 20n });
  });

  it('is kept where a person has written it off, as long as that is what is unseen', () => {
    const [a, b] = [told('a', 30n, 'written_off'), told('b', 20n)];
    expect(changeSurplus(30n, [a, b])).toEqual({ withdrawn: [b], fresh: 0n });
    expect(changeSurplus(10n, [a, b])).toEqual({ withdrawn: [b, a], fresh: 10n });
  });
});
