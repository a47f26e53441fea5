import type { ListedReason, UnexpectedStatus } from '../books/unexpected.ts';
import type { Hex } from '../hex.ts';
import { toPublicId } from '../identity/public-id.ts';
import { formatAtomic } from '../money/amounts.ts';
import type { Instant } from '../time.ts';
import { shownActor } from './actor.ts';
import type { AssetLookup } from './transfer-resource.ts';

/** Money that came and does not count, as the books hold it. Ids are UUIDs. */
export interface UnexpectedTransfer {
  readonly id: string;
  readonly sessionId: string;
  readonly reason: ListedReason;
  readonly status: UnexpectedStatus;
  readonly attachedSessionId: string | null;
  readonly refundId: string | null;
  readonly note: string | null;
  readonly resolvedBy: string | null;
  readonly resolvedAt: Instant | null;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly network: string;
  readonly contract: Hex | null;
  /** Null, like `sender`, of a surplus: it is no transfer, and where it came from is not known. */
  readonly txHash: Hex | null;
  /** Of a surplus, the block at which the balance was read. */
  readonly blockNumber: bigint;
  readonly sender: Hex | null;
  readonly recipient: Hex;
  readonly amountAtomic: bigint;
  /** What of it has gone back, confirmed. */
  readonly refundedAtomic: bigint;
  readonly arrivedAt: Instant;
  readonly confirmedAt: Instant | null;
  readonly orphanedAt: Instant | null;
}

const time = (instant: Instant | null) => (instant === null ? null : new Date(instant).toISOString());

/** As the API and the events show it. */
export function unexpectedResource(transfer: UnexpectedTransfer, findAsset: AssetLookup) {
  const asset = findAsset(transfer.network, transfer.contract);
  return {
    id: toPublicId('transfer', transfer.id),
    object: 'unexpected_transfer' as const,
    status: transfer.status,
    reason: transfer.reason,
    sessionId: toPublicId('session', transfer.sessionId),
    network: transfer.network,
    asset: asset?.symbol ?? null,
    token: transfer.contract,
    txHash: transfer.txHash,
    blockNumber: transfer.blockNumber.toString(),
    from: transfer.sender,
    to: transfer.recipient,
    amount: amountOf(transfer.amountAtomic, asset),
    amountRefunded: amountOf(transfer.refundedAtomic, asset),
    confirmed: transfer.confirmedAt !== null && transfer.orphanedAt === null,
    arrivedAt: new Date(transfer.arrivedAt).toISOString(),
    attachedTo: transfer.attachedSessionId && toPublicId('session', transfer.attachedSessionId),
    refundId: transfer.refundId && toPublicId('refund', transfer.refundId),
    resolution: transfer.note,
    resolvedBy: transfer.resolvedBy && shownActor(transfer.resolvedBy),
    resolvedAt: time(transfer.resolvedAt),
    version: transfer.version,
    createdAt: new Date(transfer.createdAt).toISOString(),
    updatedAt: new Date(transfer.updatedAt).toISOString(),
  };
}

function amountOf(atomic: bigint, asset: ReturnType<AssetLookup>) {
  return { wei: atomic.toString(), eth: asset ? formatAtomic(atomic, asset.decimals) : null };
}
export type UnexpectedResource = ReturnType<typeof unexpectedResource>;
