import type { Transaction } from '../store/database.ts';
import { type Decided, decide } from './decide-unexpected.ts';
import { openUnexpected } from './open-unexpected.ts';
import type { Principal } from './principal.ts';
import { type RederiveDeps, rederiveSessions } from './rederive-sessions.ts';
import type { Refusal } from './refusal.ts';

/** A person keeps unexpected money as nobody's payment: it leaves the list, and the ledger says so. */
export async function writeOffTransfer(
  deps: RederiveDeps,
  tx: Transaction,
  principal: Principal,
  transferId: string,
  note: string,
): Promise<Decided | Refusal> {
  const opened = await openUnexpected(tx, principal, transferId, [], { surplusToo: true });
  if (opened.outcome === 'refused') return opened;
  const decided = await decide(deps, tx, principal, transferId, {
    status: 'written_off',
    attachedSessionId: null,
    refundId: null,
    note,
  });
  await rederiveSessions(deps, tx, [
    { organizationId: principal.organizationId, sessionId: opened.transfer.sessionId },
  ]);
  return decided;
}
