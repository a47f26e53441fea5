import type { Hex } from '../hex.ts';
import { toPublicId } from '../identity/public-id.ts';
import { formatAtomic } from '../money/amounts.ts';
import type { ClassifiedTransfer } from '../session/classify-transfers.ts';
import type { ObservedTransfer } from '../session/facts.ts';
import type { Instant } from '../time.ts';

/** The last block read on a network, and the watermark. */
export interface Head {
  readonly number: bigint;
  readonly timestamp: Instant;
}
export type Heads = Readonly<Record<string, Head>>;

export interface AssetDescription {
  readonly symbol: string;
  readonly decimals: number;
  readonly chainId: number;
  readonly requiredConfirmations: number;
}

/** What the catalogue knows of a coin or token; undefined for one outside it. */
export type AssetLookup = (network: string, contract: Hex | null) => AssetDescription | undefined;

/** One movement on a chain to the session's address, and what became of it. */
export function transferResource(classified: ClassifiedTransfer, heads: Heads, findAsset: AssetLookup) {
  const { transfer, disposition, reason, confirmed, offer } = classified;
  const asset = offer ?? findAsset(transfer.network, transfer.contract);
  const requiredConfirmations = asset?.requiredConfirmations ?? 1;
  return {
    id: toPublicId('transfer', transfer.id),
    network: transfer.network,
    chainId: asset?.chainId ?? null,
    asset: asset?.symbol ?? null,
    token: transfer.contract,
    txHash: transfer.txHash,
    blockNumber: transfer.blockNumber.toString(),
    blockHash: transfer.blockHash,
    amount: {
      wei: transfer.amountAtomic.toString(),
      eth: asset ? formatAtomic(transfer.amountAtomic, asset.decimals) : null,
    },
    disposition,
    reason,
    confirmations: confirmationsOf(transfer, heads),
    requiredConfirmations,
    confirmed,
    arrivedAt: new Date(transfer.arrivedAt).toISOString(),
  };
}

/** Blocks read from the transfer's own on: 1 as soon as it is in one. */
export function confirmationsOf(transfer: ObservedTransfer, heads: Heads): number {
  const head = heads[transfer.network];
  if (!head || head.number < transfer.blockNumber) return 1;
  return Number(head.number - transfer.blockNumber) + 1;
}
