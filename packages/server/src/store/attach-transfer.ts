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
  readonly blockNumber: bigint;
  readonly confirmNumber: bigint;
  readonly finality: Finality | null;
  /** Undefined where its network is not read. */
  readonly cursor: ChainCursor | undefined;
}

/** Keeps the follower of its network from moving until the transaction ends: before any session is locked. */
export async function holdTransferStanding(
  tx: Transaction,
  organizationId: string,
  transferId: string,
): Promise<TransferStanding | undefined> {
  const find = () =>
    tx
      .selectFrom('transfers')
      .select(['network', 'block_number', 'confirm_number', 'finality'])
      .where('organization_id', '=', organizationId)
      .where('id', '=', transferId)
      .executeTakeFirst();
  const known = await find();
  if (!known) return undefined;
  const cursor = await holdCursor(tx, known.network);
  const { block_number: blockNumber, confirm_number: confirmNumber, finality } = (await find())!;
  return { blockNumber, confirmNumber, finality, cursor };
}

/** More is asked of it from now on: it is confirmed no longer, until it has reached that. */
export async function askMoreOf(
  tx: Transaction,
  organizationId: string,
  transferId: string,
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
    .where('id', '=', transferId)
    .execute();
}
