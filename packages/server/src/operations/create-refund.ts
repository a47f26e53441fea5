import type { Hex } from '../core/hex.ts';
import { formatAtomic, parseAtomic } from '../core/money/amounts.ts';
import type { Refund } from '../core/refund/refund.ts';
import type { Instant } from '../core/time.ts';
import type { Transaction } from '../store/database.ts';
import { insertRefund } from '../store/refunds.ts';
import { checkRefundAddress } from './check-refund-address.ts';
import type { RefundDone } from './open-refund.ts';
import type { Principal } from './principal.ts';
import type { RefundDeps } from './refund-deps.ts';
import { type Refusal, refuse } from './refusal.ts';
import { auditRefund, tellRefund } from './tell-refund.ts';

/** Money that can be given back: the caller has locked its session. */
export interface RefundSource {
  readonly sessionId: string;
  readonly transferId: string | null;
  readonly network: string;
  readonly contract: Hex | null;
  /** Null: a token outside the catalogue. */
  readonly decimals: number | null;
  readonly availableAtomic: bigint;
  /** When it came, by its chain. */
  readonly since: Instant;
}

export interface NewRefund {
  /** Decimal text of whole units; all that is available where undefined. */
  readonly amount: string | undefined;
  readonly toAddress: string | undefined;
  readonly reason: string;
}

/** Books a refund of money that is there. It is ready when the address is known, else waits for the customer's. */
export async function createRefund(
  deps: RefundDeps,
  tx: Transaction,
  principal: Principal,
  source: RefundSource,
  input: NewRefund,
): Promise<RefundDone | Refusal> {
  const read = readAmount(source, input.amount);
  if (read.outcome === 'refused') return read;
  const { organizationId } = principal;
  const checked =
    input.toAddress === undefined
      ? undefined
      : await checkRefundAddress(deps, tx, { ...source, organizationId }, input.toAddress);
  if (checked?.outcome === 'refused') return checked;
  const refund = newRefund(deps, principal, source, { ...input, amountAtomic: read.atomic, to: checked?.address });
  await insertRefund(tx, refund);
  await auditRefund(deps, tx, principal, refund, 'create');
  await tellRefund(deps, tx, refund, 'refund.created');
  return { outcome: 'done', refund };
}

function readAmount(
  { decimals, availableAtomic }: RefundSource,
  text: string | undefined,
): { readonly outcome: 'amount'; readonly atomic: bigint } | Refusal {
  if (availableAtomic <= 0n) return exceeded('Nothing is left to refund in this asset.');
  if (text === undefined) return { outcome: 'amount', atomic: availableAtomic };
  if (decimals === null) {
    const message = 'The decimals of this token are not known here: leave `amount` out to refund all of it.';
    return refuse('amount_invalid', message, 'amount');
  }
  const parsed = parseAtomic(text, decimals);
  if (parsed.kind !== 'amount') {
    return refuse('amount_invalid', `\`amount\` must be above zero, with at most ${decimals} decimals.`, 'amount');
  }
  if (parsed.atomic > availableAtomic) {
    return exceeded(`At most ${formatAtomic(availableAtomic, decimals)} is left to refund in this asset.`);
  }
  return { outcome: 'amount', atomic: parsed.atomic };
}

const exceeded = (message: string): Refusal => refuse('refund_amount_exceeded', message, 'amount');

function newRefund(
  { runtime }: RefundDeps,
  { organizationId, livemode }: Principal,
  { sessionId, transferId, network, contract, since }: RefundSource,
  {
    amountAtomic,
    to,
    reason,
  }: { readonly amountAtomic: bigint; readonly to: Hex | undefined; readonly reason: string },
): Refund {
  const now = runtime.now();
  return {
    organizationId,
    id: runtime.newId(),
    livemode,
    sessionId,
    transferId,
    network,
    contract,
    amountAtomic,
    toAddress: to ?? null,
    status: to === undefined ? 'awaiting_address' : 'ready',
    txHash: null,
    problem: null,
    reason,
    linkNumber: 1,
    notBefore: since,
    block: null,
    addressGivenAt: to === undefined ? null : now,
    sentAt: null,
    confirmedAt: null,
    nextCheckAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}
