import { type ClassifiedTransfer, isCounted } from '../session/classify-transfers.ts';

/** More than anyone pays one order in; the sums hold them all whatever the list shows. */
const COUNTED_LISTED = 50;
/** Beside those: anyone can send dust to an address, and a list of it must not grow past what an endpoint accepts. */
const BESIDE_COUNTED = 20;

/**
 * What is listed of a session's transfers, all of them given and returned in chain order: the latest of those that count,
 * then, in the room that is left, the newest of the unexpected ones. An answer, an event and a page stay bounded by it.
 */
export function listedTransfers(transfers: readonly ClassifiedTransfer[]): readonly ClassifiedTransfer[] {
  if (transfers.length <= BESIDE_COUNTED) return transfers;
  const counted = transfers.filter(isCounted).slice(-COUNTED_LISTED);
  const room = COUNTED_LISTED + BESIDE_COUNTED - counted.length;
  const unexpected = transfers.filter((each) => !isCounted(each)).slice(-room);
  const listed = new Set<ClassifiedTransfer>([...counted, ...unexpected]);
  return transfers.filter((each) => listed.has(each));
}
