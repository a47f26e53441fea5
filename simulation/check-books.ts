import { compareFractions } from '../packages/server/src/core/money/fraction.ts';
import type { DerivedSession } from '../packages/server/src/core/session/derive-session.ts';
import type { Session } from '../packages/server/src/core/session/session.ts';
import type { Store } from '../packages/server/src/store/database.ts';

/** 5: received = confirmed + unconfirmed, credited + unexpected = all, in the derivation and in the ledger. */
export async function checkBooks(
  store: Store,
  session: Session,
  derived: DerivedSession,
  transferIds: ReadonlySet<string>,
): Promise<readonly string[]> {
  const violations: string[] = [];
  if (compareFractions(derived.confirmed, derived.received) > 0) {
    violations.push(`5: session ${session.id} has more confirmed than received`);
  }
  const expected = { credited: 0n, held: 0n };
  for (const { transfer, disposition, confirmed } of derived.transfers) {
    if (!confirmed) continue;
    if (disposition === 'unexpected') expected.held += transfer.amountAtomic;
    else expected.credited += transfer.amountAtomic;
  }
  const entries = await store
    .selectFrom('ledger_entries')
    .select(['debit', 'credit', 'amount', 'transfer_id'])
    .where('organization_id', '=', session.organizationId)
    .execute();
  const balance = (...accounts: string[]) =>
    entries
      .filter(({ transfer_id }) => transfer_id !== null && transferIds.has(transfer_id))
      .reduce(
        (sum, { debit, credit, amount }) =>
          sum + (accounts.includes(credit) ? amount : 0n) - (accounts.includes(debit) ? amount : 0n),
        0n,
      );
  if (balance('credited') !== expected.credited) {
    violations.push(`5: the ledger credits ${balance('credited')} to ${session.id}, the facts ${expected.credited}`);
  }
  if (balance('unexpected', 'written_off') !== expected.held) {
    violations.push(
      `5: the ledger holds ${balance('unexpected', 'written_off')} of ${session.id} as unexpected, the facts ${expected.held}`,
    );
  }
  if (-balance('received') !== expected.credited + expected.held) {
    violations.push(`5: the ledger of ${session.id} does not sum to what came`);
  }
  return violations;
}
