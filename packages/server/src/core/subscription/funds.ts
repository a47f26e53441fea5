import { leastOf } from '../money/least.ts';

/**
 * Where a subscription's money stands. Credit above zero, what credit takes off an open renewal, and the backing are
 * together exactly the money that came: so no credit is ever made from nothing.
 */
export interface Funds {
  /** Minor units to take off renewals to come; below zero: to add to the next. */
  readonly credit: bigint;
  /** Minor units of money that came and is not in the credit. Never below zero. */
  readonly backing: bigint;
}

export const NO_FUNDS: Funds = { credit: 0n, backing: 0n };

const aboveZero = (amount: bigint) => (amount > 0n ? amount : 0n);

/** Money came, or credit has done its work: it is where new credit can be given from. */
export function addBacking({ credit, backing }: Funds, amount: bigint): Funds {
  return { credit, backing: backing + amount };
}

/**
 * Gives credit, first against what is owed, then from the backing and no more than that; below zero it is a charge. Tells
 * how much it was.
 */
export function giveCredit(
  { credit, backing }: Funds,
  wanted: bigint,
): { readonly funds: Funds; readonly given: bigint } {
  const most = backing + aboveZero(-credit);
  const given = leastOf(wanted, most);
  const after = credit + given;
  return { funds: { credit: after, backing: backing - (aboveZero(after) - aboveZero(credit)) }, given };
}

/** What a renewal that was not paid had taken off its price is there again; what it added is owed again. */
export function returnCredit(funds: Funds, creditUsed: bigint): Funds {
  return giveCredit(addBacking(funds, aboveZero(creditUsed)), creditUsed).funds;
}
