import type { Hex } from '../core/hex.ts';
import { COIN, type RefundBench } from './refund-bench.ts';
import { WALLET } from './refunds.ts';

let hashes = 0;
export const newHash = (): Hex => `0x${(++hashes).toString(16).padStart(64, 'a')}`;

/** What a merchant does: says that a refund was sent, and pays it. */
export function refundScene(bench: RefundBench) {
  return {
    /** A refund of a paid session that the merchant says was sent in this transaction. */
    async sentRefund(txHash: Hex, { amount = '50', sessionId }: { amount?: string; sessionId?: string } = {}) {
      const id = sessionId ?? (await bench.paidSession()).id;
      const body = { sessionId: id, amount, toAddress: WALLET, reason: 'Ordered twice' };
      const refund = (await bench.api.call('POST', '/refunds', { body })).body;
      await bench.api.call('POST', `/refunds/${refund.id}/sent`, { body: { txHash } });
      return { id: refund.id as string, sessionId: id };
    },
    pay: (txHash: Hex, more: object = {}) =>
      bench.chain.mine({ to: WALLET.toLowerCase() as Hex, amountAtomic: 50_000_000n, contract: COIN, txHash, ...more }),
  };
}
export type RefundScene = ReturnType<typeof refundScene>;
