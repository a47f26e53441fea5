import type { ChainTransfer } from '../../core/chain/blocks.ts';
import type { Hex } from '../../core/hex.ts';
import { malformed, type Raw, toAddress, toQuantity, toRecord } from './normalize.ts';

const NOBODY: Hex = `0x${'0'.repeat(40)}`;
/** EIP-4895 gives amounts in Gwei. */
const WEI_PER_GWEI = 1_000_000_000n;

/**
 * What validators draw from the beacon chain (EIP-4895): native coin that no transaction moves. The index counts through
 * the whole chain. The block's hash stands where the transaction's would.
 */
export function decodeWithdrawals(block: Raw, blockHash: Hex, host: string): readonly ChainTransfer[] {
  const { withdrawals } = block;
  if (withdrawals === undefined || withdrawals === null) return [];
  if (!Array.isArray(withdrawals)) throw malformed(host, 'withdrawals that are no list');
  return withdrawals.flatMap((entry) => {
    const raw = toRecord(entry, host, 'withdrawal');
    const amountAtomic = toQuantity(raw['amount'], host, 'amount of a withdrawal') * WEI_PER_GWEI;
    if (amountAtomic === 0n) return [];
    const index = toQuantity(raw['index'], host, 'index of a withdrawal');
    const to = toAddress(raw['address'], host, 'recipient of a withdrawal');
    return [{ txHash: blockHash, position: `withdrawal:${index}`, contract: null, from: NOBODY, to, amountAtomic }];
  });
}
