/** How an address's balance of one asset stood to the books at one block. All in atomic units. */
export interface BalanceAudit {
  readonly blockNumber: bigint;
  readonly balance: bigint;
  /** What the books held for it up to that block. */
  readonly booked: bigint;
  /** What must have come by then without being in the books, at the least. */
  readonly unseen: bigint;
}

/** As of an address that nothing has come to. */
export const UNTOUCHED: BalanceAudit = { blockNumber: -1n, balance: 0n, booked: 0n, unseen: 0n };

export interface BalanceReading {
  readonly blockNumber: bigint;
  readonly balance: bigint;
  readonly booked: bigint;
  /** What the books now hold up to the block of the audit before. */
  readonly bookedBefore: bigint;
}

/**
 * The next audit of an address. Money leaves it when the merchant sweeps it, so that a balance below the books says
 * nothing; but between two readings `balance − booked` can only have grown by what the books do not know. What came unseen
 * and left again between the same two readings is not found, nor what hides behind a sweep of as much: a lower bound.
 *
 * What the books have learnt since of the time before is unseen no longer. Where they have lost some of it, or the chain
 * was another, the audit before says nothing, and only what lies there now beyond the books is known.
 */
export function nextAudit(before: BalanceAudit, now: BalanceReading): BalanceAudit {
  const { blockNumber, balance, booked, bookedBefore } = now;
  const learnt = bookedBefore - before.booked;
  const surplus = balance - booked;
  if (learnt < 0n || blockNumber < before.blockNumber) {
    return { blockNumber, balance, booked, unseen: atLeastNone(surplus) };
  }
  const grown = surplus - (before.balance - bookedBefore);
  const unseen = atLeastNone(before.unseen - learnt) + atLeastNone(grown);
  return { blockNumber, balance, booked, unseen };
}

/** A surplus that people were told of and that still stands: open, or written off by one of them. */
export interface ToldSurplus {
  readonly id: string;
  readonly amountAtomic: bigint;
  readonly status: 'open' | 'written_off';
}

export interface SurplusChange {
  /** Found to be something else since, or gone. */
  readonly withdrawn: readonly ToldSurplus[];
  /** What nobody was told of yet; zero where there is none. */
  readonly fresh: bigint;
}

/**
 * Brings what people were told of to what is unseen: their sum is the same afterwards. A decision of theirs is withdrawn
 * last.
 */
export function changeSurplus(unseen: bigint, told: readonly ToldSurplus[]): SurplusChange {
  const withdrawn: ToldSurplus[] = [];
  let standing = sumOf(told);
  for (const status of ['open', 'written_off'] as const) {
    if (standing <= unseen) break;
    const gone = told.filter((each) => each.status === status);
    withdrawn.push(...gone);
    standing -= sumOf(gone);
  }
  return { withdrawn, fresh: unseen - standing };
}

function atLeastNone(amount: bigint): bigint {
  return amount > 0n ? amount : 0n;
}

const sumOf = (told: readonly ToldSurplus[]) => told.reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n);
