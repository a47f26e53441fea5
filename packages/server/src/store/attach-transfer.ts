import { sql } from 'kysely';
import type { Finality } from '../core/chain/assurance.ts';
import { type ChainCursor, holdCursor } from './chain-cursors.ts';
import type { Transaction } from './database.ts';

/** From now on the transfer is the other session's payment. */
export async function attachToSession(
  tx: Transaction,
  organizationId: string,
  transferId: string,
  sessionId: string,
): Promise<void> {
  await tx
    .updateTable('transfers')
    .set({ attached_session_id: sessionId })
    .where('organization_id', '=', organizationId)
    .where('id', '=', transferId)
    .execute();
}

/** What was asked of a transfer when it was found, and how far its network is read. */
export interface TransferStanding {
  readonly network: string;
  readonly blockNumber: bigint;
  readonly confirmNumber: bigint;
  readonly finality: Finality | null;
  /** More than its confirming block is asked. */
  readonly gated: boolean;
  /** Undefined where its network is not read. */
  readonly cursor: ChainCursor | undefined;
}

/**
 * Keeps the follower of its network from moving until the transaction ends: before any session is locked. Undefined for one
 * of a chain that has given way to another: it stays as it is for good.
 */
export async function holdTransferStanding(
  tx: Transaction,
  organizationId: string,
  transferId: string,
): Promise<TransferStanding | undefined> {
  const find = () =>
    tx
      .selectFrom('transfers')
      .select(['network', 'block_number', 'confirm_number', 'finality', 'gated', 'frozen_at'])
      .where('organization_id', '=', organizationId)
      .where('id', '=', transferId)
      .executeTakeFirst();
  const known = await find();
  if (!known) return undefined;
  const cursor = await holdCursor(tx, known.network);
  const { network, block_number, confirm_number, finality, gated, frozen_at } = (await find())!;
  if (frozen_at !== null) return undefined;
  return { network, blockNumber: block_number, confirmNumber: confirm_number, finality, gated, cursor };
}

type Named = { readonly organizationId: string; readonly id: string };

/** More is asked of it from now on: it is confirmed no longer, until it has reached that. */
export async function askMoreOf(
  tx: Transaction,
  { organizationId, id }: Named,
  { confirmNumber, finality }: { readonly confirmNumber: bigint; readonly finality: Finality | null },
): Promise<void> {
  await tx
    .updateTable('transfers')
    .set({
      confirm_number: confirmNumber,
      finality,
      confirmed_at: null,
      ...(finality !== null && { gated: true }),
    })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

/** It is confirmed by this block of the chain as it stands. One so deep that its header is not kept is never another. */
export async function confirmByKeptHeader(
  tx: Transaction,
  { organizationId, id }: Named,
  network: string,
  number: bigint,
): Promise<void> {
  await tx
    .updateTable('transfers')
    .from('chain_blocks')
    .set({ confirm_number: number, confirmed_at: sql<Date>`chain_blocks.block_time` })
    .where('chain_blocks.network', '=', network)
    .where('chain_blocks.number', '=', number)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}
