import type { Account, LedgerCause } from '../books/accounts.ts';
import type { Hex } from '../hex.ts';
import { toPublicId } from '../identity/public-id.ts';
import { formatAtomic } from '../money/amounts.ts';
import type { Instant } from '../time.ts';
import type { AssetLookup } from './transfer-resource.ts';

/** A ledger entry as the books hold it. Ids are UUIDs. */
export interface LedgerFacts {
  readonly id: string;
  readonly sessionId: string;
  readonly transferId: string | null;
  readonly refundId: string | null;
  readonly network: string;
  readonly contract: Hex | null;
  readonly debit: Account;
  readonly credit: Account;
  readonly amountAtomic: bigint;
  readonly cause: LedgerCause;
  readonly createdAt: Instant;
}

/** One move, as the API and the export show it. */
export function ledgerResource(entry: LedgerFacts, findAsset: AssetLookup) {
  const asset = findAsset(entry.network, entry.contract);
  return {
    id: toPublicId('ledgerEntry', entry.id),
    object: 'ledger_entry' as const,
    debit: entry.debit,
    credit: entry.credit,
    network: entry.network,
    asset: asset?.symbol ?? null,
    token: entry.contract,
    amount: {
      wei: entry.amountAtomic.toString(),
      eth: asset ? formatAtomic(entry.amountAtomic, asset.decimals) : null,
    },
    cause: entry.cause,
    sessionId: toPublicId('session', entry.sessionId),
    transferId: entry.transferId && toPublicId('transfer', entry.transferId),
    refundId: entry.refundId && toPublicId('refund', entry.refundId),
    createdAt: new Date(entry.createdAt).toISOString(),
  };
}
export type LedgerResource = ReturnType<typeof ledgerResource>;

/** The columns of the CSV export, in order. */
export const LEDGER_COLUMNS: readonly (readonly [string, (entry: LedgerResource) => string | null])[] = [
  ['id', (entry) => entry.id],
  ['created_at', (entry) => entry.createdAt],
  ['debit', (entry) => entry.debit],
  ['credit', (entry) => entry.credit],
  ['network', (entry) => entry.network],
  ['asset', (entry) => entry.asset],
  ['token', (entry) => entry.token],
  ['amount_atomic', (entry) => entry.amount.wei],
  ['amount', (entry) => entry.amount.eth],
  ['cause', (entry) => entry.cause],
  ['session_id', (entry) => entry.sessionId],
  ['transfer_id', (entry) => entry.transferId],
  ['refund_id', (entry) => entry.refundId],
];
