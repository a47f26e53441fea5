import type { Hex } from '../hex.ts';
import type { Offer } from '../session/facts.ts';
import type { ListedReason } from './unexpected.ts';

/** Of one session so much dust is told one by one; the rest is only listed. */
const MOST_DUST = 50;
/** What comes to less than a hundredth of what was asked in its asset is dust. */
const DUST_PART = 100n;

interface Unexpected {
  readonly network: string;
  readonly contract: Hex | null;
  readonly amountAtomic: bigint;
  readonly reason: ListedReason | null;
}

/**
 * Says of each unexpected transfer of a session whether it is told by an event. Anyone can send dust, and as much of it as they
 * like: it must neither flood the merchant nor keep from him what is worth something. In an asset that the session has no quote
 * for, something is worth telling that is twice as much as all that came in it before: of each asset, a few hundred at most.
 */
export function worthTelling(
  offers: readonly Pick<Offer, 'network' | 'contract' | 'askedAtomic'>[],
  listed: readonly Unexpected[],
): (transfer: Unexpected, isNew: boolean) => boolean {
  let dust = 0;
  const largest = new Map<string, bigint>();
  const keyOf = ({ network, contract }: Unexpected) => `${network} ${contract}`;

  function isDust(transfer: Unexpected, isNew: boolean): boolean {
    const { network, contract, amountAtomic, reason } = transfer;
    // What is outside the catalogue has no worth that anybody knows.
    if (reason === 'unlisted_token') return true;
    const offer = offers.find((each) => each.network === network && each.contract === contract);
    if (offer) return amountAtomic * DUST_PART < offer.askedAtomic;
    const most = largest.get(keyOf(transfer)) ?? 0n;
    return amountAtomic < (isNew ? 2n * most : most);
  }

  function note(transfer: Unexpected): void {
    if (isDust(transfer, true)) dust += 1;
    const most = largest.get(keyOf(transfer)) ?? 0n;
    if (transfer.amountAtomic > most) largest.set(keyOf(transfer), transfer.amountAtomic);
  }

  for (const each of listed) note(each);
  return (transfer, isNew) => {
    const isTold = dust < MOST_DUST || !isDust(transfer, isNew);
    if (isNew) note(transfer);
    return isTold;
  };
}
