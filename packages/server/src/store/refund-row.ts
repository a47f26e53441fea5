import type { Insertable, Selectable } from 'kysely';
import type { Hex } from '../core/hex.ts';
import type { Refund } from '../core/refund/refund.ts';
import { timestampOrNull } from './columns.ts';
import { toBytes, toTimestamp } from './database.ts';
import type { RefundsTable } from './tables-refunds.ts';

export function toRefund(row: Selectable<RefundsTable>): Refund {
  const { block_number: number, block_hash: hash, block_time: timestamp } = row;
  return {
    organizationId: row.organization_id,
    id: row.id,
    livemode: row.livemode,
    sessionId: row.session_id,
    transferId: row.transfer_id,
    network: row.network,
    contract: row.contract,
    amountAtomic: row.amount,
    toAddress: row.to_address,
    status: row.status,
    txHash: row.tx_hash,
    problem: row.problem,
    reason: row.reason,
    linkNumber: row.link_number,
    notBefore: row.not_before,
    block: number === null || hash === null || timestamp === null ? null : { number, hash, timestamp },
    addressGivenAt: row.address_given_at,
    sentAt: row.sent_at,
    confirmedAt: row.confirmed_at,
    nextCheckAt: row.next_check_at,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

const bytes = (hex: Hex | null) => (hex === null ? null : toBytes(hex));

/** What of a refund stays as it was created. */
export function fixedColumns(refund: Refund) {
  return {
    organization_id: refund.organizationId,
    id: refund.id,
    livemode: refund.livemode,
    session_id: refund.sessionId,
    transfer_id: refund.transferId,
    network: refund.network,
    contract: bytes(refund.contract),
    amount: refund.amountAtomic,
    reason: refund.reason,
    not_before: toTimestamp(refund.notBefore),
    created_at: toTimestamp(refund.createdAt),
  } satisfies Partial<Insertable<RefundsTable>>;
}

/** What acts and the network change. */
export function changingColumns(refund: Refund) {
  return {
    to_address: bytes(refund.toAddress),
    status: refund.status,
    tx_hash: bytes(refund.txHash),
    problem: refund.problem,
    link_number: refund.linkNumber,
    block_number: refund.block?.number ?? null,
    block_hash: bytes(refund.block?.hash ?? null),
    block_time: timestampOrNull(refund.block?.timestamp ?? null),
    address_given_at: timestampOrNull(refund.addressGivenAt),
    sent_at: timestampOrNull(refund.sentAt),
    confirmed_at: timestampOrNull(refund.confirmedAt),
    next_check_at: timestampOrNull(refund.nextCheckAt),
    version: refund.version,
    updated_at: toTimestamp(refund.updatedAt),
  } satisfies Partial<Insertable<RefundsTable>>;
}
