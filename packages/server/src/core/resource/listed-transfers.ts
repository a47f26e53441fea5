import { type ClassifiedTransfer, isCounted } from '../session/classify-transfers.ts';

/** More than anyone pays one order in; the sums hold them all whatever the list shows. */
const COUNTED_LISTED = 50;
/** Beside those: anyone can send dust to an address, and a list of it must not grow past what an endpoint accepts. */
const BESIDE_COUNTED = 20;

/**
 * What is listed of a session's transfers, all of them given and returned in chain order: the first and the last of those
 * that count, so that dust neither before nor after a payment pushes it out; then, in the room that is left, the newest of
 * the unexpected ones. An answer, an event and a page stay bounded by it.
 */
export function listedTransfers(transfers: readonly ClassifiedTransfer[]): readonly ClassifiedTransfer[] {
  if (transfers.length <= BESIDE_COUNTED) return transfers;
  const counted = firstAndLast(transfers.filter(isCounted));
  const room = COUNTED_LISTED + BESIDE_COUNTED - counted.length;
  const unexpected = transfers.filter((each) => !isCounted(each)).slice(-room);
  const listed = new Set<ClassifiedTransfer>([...counted, ...unexpected]);
  return transfers.filter((each) => listed.has(each));
}

function firstAndLast<T>(all: readonly T[]): readonly T[] {
  if (all.length <= COUNTED_LISTED) return all;
  return [...all.slice(0, COUNTED_LISTED / 2), ...all.slice(-COUNTED_LISTED / 2)];
}
