import type { NetworkConfig } from '../config/network-spec.ts';
import { baseRequirement } from '../core/chain/assurance.ts';
import { judgeRefund, type RefundVerdict } from '../core/refund/judge-refund.ts';
import type { Refund, RefundBlock } from '../core/refund/refund.ts';
import type { Instant } from '../core/time.ts';
import { readHeadersAt } from '../store/chain-blocks.ts';
import { type ChainCursor, holdCursor } from '../store/chain-cursors.ts';
import type { Transaction } from '../store/database.ts';
import { insertLedgerEntries } from '../store/ledger.ts';
import { findRefundById, lockRefundsOfTransaction, updateRefund } from '../store/refunds.ts';
import { lockSessions } from '../store/sessions.ts';
import { readPosition } from '../store/transfer-position.ts';
import { recheckGivenUp } from './recheck-given-up.ts';
import { refreshRefunds } from './refresh-refunds.ts';
import { changed } from './refund-acts.ts';
import type { RefundDeps } from './refund-deps.ts';
import { reopenRest, reopenTransfer } from './refunded-transfer.ts';
import type { ShownTransaction } from './shown-transaction.ts';
import { recheckConfirmed } from './take-back-refund.ts';
import { tellRefund } from './tell-refund.ts';

/**
 * Books what the chain shows of a refund's transaction. The block must be in our own reading of the chain too, so that a
 * refund is confirmed by the same blocks as a payment. Undefined: somebody has changed the refund meanwhile.
 */
export async function settleRefund(
  deps: RefundDeps,
  tx: Transaction,
  network: NetworkConfig,
  looked: Refund,
  { receipt, block, isAssured, nextCheckAt }: ShownTransaction & { readonly nextCheckAt: Instant },
): Promise<Refund | undefined> {
  const cursor = await holdCursor(tx, network.spec.name);
  await lockSessions(tx, [looked]);
  const others = await lockRefundsOfTransaction(tx, looked);
  const refund = await findRefundById(tx, looked.id);
  if (refund?.status !== looked.status || refund.txHash !== looked.txHash) return undefined;
  const stands = refund.block !== null && cursor !== undefined && (await inOurBooks(tx, cursor, refund.block)) !== null;
  if (refund.status === 'confirmed') return recheckConfirmed(deps, tx, refund, stands, nextCheckAt);
  const verdict = judgeRefund(refund, {
    receipt,
    block: cursor && block ? await inOurBooks(tx, cursor, block) : null,
    headNumber: cursor?.number ?? 0n,
    requiredConfirmations: baseRequirement(network).confirmations,
    isAssured,
    claimedAtomic: claimedBy(others, refund),
    now: deps.runtime.now(),
  });
  if (refund.status !== 'sent') return recheckGivenUp(deps, tx, refund, verdict, nextCheckAt);
  return book(deps, tx, refund, verdict, nextCheckAt);
}

/** The block, once the follower has read so far and holds no other at its height. Headers are kept as deep as reorgs reach. */
async function inOurBooks(tx: Transaction, cursor: ChainCursor, block: RefundBlock): Promise<RefundBlock | null> {
  if (block.number > cursor.number) return null;
  const [kept] = await readHeadersAt(tx, cursor.network, [block.number]);
  return kept === undefined || kept.hash === block.hash ? block : null;
}

function claimedBy(others: readonly Refund[], refund: Refund): bigint {
  return others
    .filter((other) => other.id !== refund.id && other.status === 'confirmed')
    .filter((other) => other.contract === refund.contract && other.toAddress === refund.toAddress)
    .reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n);
}

async function book(
  deps: RefundDeps,
  tx: Transaction,
  refund: Refund,
  verdict: RefundVerdict,
  nextCheckAt: Instant,
): Promise<Refund | undefined> {
  const now = deps.runtime.now();
  if (verdict.outcome === 'waiting') {
    const { problem } = verdict;
    const isNew = problem !== refund.problem;
    const waiting = isNew ? changed(refund, now, { problem, nextCheckAt }) : { ...refund, nextCheckAt };
    await updateRefund(tx, waiting);
    return isNew ? waiting : undefined;
  }
  const { outcome, block } = verdict;
  const isConfirmed = outcome === 'confirmed';
  const settled = changed(refund, now, {
    status: outcome,
    block,
    problem: isConfirmed ? null : refund.problem,
    confirmedAt: isConfirmed ? now : null,
    nextCheckAt: null,
  });
  await updateRefund(tx, settled);
  await tellRefund(deps, tx, settled, `refund.${outcome}`);
  if (isConfirmed) await moveOut(deps, tx, settled);
  else await reopenTransfer(deps, tx, settled);
  return settled;
}

/** The money leaves the account that holds it. */
async function moveOut(deps: RefundDeps, tx: Transaction, refund: Refund): Promise<void> {
  const { organizationId, livemode, sessionId, transferId, network, contract, amountAtomic } = refund;
  const position = transferId === null ? 'credited' : await readPosition(tx, organizationId, transferId);
  await insertLedgerEntries(tx, [
    {
      organizationId,
      id: deps.runtime.newId(),
      livemode,
      sessionId,
      transferId: null,
      refundId: refund.id,
      network,
      contract,
      debit: position ?? 'unexpected',
      credit: 'refunded',
      amountAtomic,
      cause: 'refunded',
      createdAt: deps.runtime.now(),
    },
  ]);
  await refreshRefunds({ ...deps, resource: deps.context }, tx, { organizationId, sessionId });
  await reopenRest(deps, tx, refund);
}
