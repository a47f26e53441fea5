import { type Difference, difference } from '../core/books/difference.ts';
import type { Hex } from '../core/hex.ts';
import { toPublicId } from '../core/identity/public-id.ts';
import type { Queries } from '../store/database.ts';
import {
  findMisheldRefunds,
  findRefundsOffChain,
  type RefundContradiction,
  type RefundInBlock,
} from '../store/refund-contradictions.ts';

/** Holds every refund against the ledger, and against the blocks that the books stand on. */
export async function auditRefunds(queries: Queries): Promise<readonly Difference[]> {
  return [...(await findMisheldRefunds(queries)), ...(await findRefundsOffChain(queries))].map(describe);
}

/** Refunds whose block the chain does not have. */
export function refundsOffChain(
  refunds: readonly RefundInBlock[],
  hashes: ReadonlyMap<bigint, Hex>,
): readonly Difference[] {
  return refunds
    .filter(({ block, blockHash }) => hashes.get(block) !== blockHash)
    .map(({ blockHash, ...refund }) =>
      describe({ ...refund, expected: `block ${hashes.get(refund.block) ?? 'unknown'}`, found: `block ${blockHash}` }),
    );
}

function describe({ expected, found, refundId, ...at }: RefundContradiction): Difference {
  return difference('refund', at, { expected: `${expected} for ${toPublicId('refund', refundId)}`, found });
}
