import type { Hex } from '../core/hex.ts';
import type { UnexpectedTransfer } from '../core/resource/unexpected-resource.ts';
import type { Transaction } from '../store/database.ts';
import { findUnexpectedTransfers } from '../store/unexpected-transfers.ts';
import { createRefund } from './create-refund.ts';
import type { Decided } from './decide-unexpected.ts';
import type { Principal } from './principal.ts';
import { bookSent } from './refund-acts.ts';
import type { RefundDeps } from './refund-deps.ts';
import { sourceOfTransfer } from './refund-source.ts';
import type { Refusal } from './refusal.ts';

export interface SentBack {
  readonly txHash: Hex;
  /** Where it came from, where undefined. */
  readonly toAddress: string | undefined;
  readonly amount: string | undefined;
  readonly reason: string;
}

/** A person has sent unexpected money back already: the refund is booked as sent, and its transaction is watched. */
export async function refundUnexpected(
  deps: RefundDeps,
  tx: Transaction,
  principal: Principal,
  transferId: string,
  { txHash, toAddress, amount, reason }: SentBack,
): Promise<Decided | Refusal> {
  const found = await sourceOfTransfer(deps, tx, principal, transferId);
  if (found.outcome === 'refused') return found;
  const read = async (): Promise<UnexpectedTransfer> =>
    (await findUnexpectedTransfers(tx, principal, [transferId]))[0]!;
  const input = { amount, reason, toAddress: toAddress ?? (await read()).sender ?? undefined };
  const created = await createRefund(deps, tx, principal, found.source, input);
  if (created.outcome === 'refused') return created;
  await bookSent(deps, tx, principal, created.refund, txHash);
  const transfer = await read();
  return { outcome: 'decided', transfer, sessionIds: [transfer.sessionId] };
}
