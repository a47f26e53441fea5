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
