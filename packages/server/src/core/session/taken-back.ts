import type { Hex } from '../hex.ts';
import type { Offer, SessionStatus } from './facts.ts';
import type { Session } from './session.ts';

/** A transfer that was in a block, and is in none since a reorganization: it may return by itself. */
export interface TakenBack {
  readonly network: string;
  /** Null: the native coin. */
  readonly contract: Hex | null;
  readonly txHash: Hex;
  readonly amountAtomic: bigint;
}

/** A transfer of an offered method that a reorganization took back. */
export interface MissedTransfer extends TakenBack {
  readonly offer: Offer;
}

/** Nothing is missing, so that what was taken back is missed by nobody. */
const COVERED: readonly SessionStatus[] = ['detected', 'overpaid', 'paid', 'paid_late'];

/**
 * What the session had, lacks now, and may still get. While there is any, whoever is asked for the money once more may pay
 * twice. `elsewhere`: the transactions that are on their way again.
 */
export function missedTransfers(
  { status, terms }: Pick<Session, 'status' | 'terms'>,
  takenBack: readonly TakenBack[],
  elsewhere: ReadonlySet<Hex> = new Set(),
): readonly MissedTransfer[] {
  if (COVERED.includes(status)) return [];
  return takenBack.flatMap((each) => {
    const offer = terms.offers.find(({ network, contract }) => network === each.network && contract === each.contract);
    return offer === undefined || elsewhere.has(each.txHash) ? [] : [{ ...each, offer }];
  });
}
