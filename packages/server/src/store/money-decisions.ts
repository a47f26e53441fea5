import type { Refund } from '../core/refund/refund.ts';
import type { Queries } from './database.ts';
import { toRefund } from './refund-row.ts';
import type { SessionKey } from './sessions.ts';

/** What a merchant has decided about a session's money, as far as it concerns its customer. */
export interface MoneyDecisions {
  /** On their way or confirmed; oldest first. What came to nothing is not among them. */
  readonly refunds: readonly Refund[];
  /** Ids of the transfers that are kept as nobody's payment. */
  readonly writtenOff: ReadonlySet<string>;
}

export const UNDECIDED: MoneyDecisions = { refunds: [], writtenOff: new Set() };

/** More than anyone gives back of one order: a page stays bounded by it. */
const MOST = 50;

export async function readMoneyDecisions(
  queries: Queries,
  { organizationId, sessionId }: SessionKey,
): Promise<MoneyDecisions> {
  const [refunds, writtenOff] = await Promise.all([
    queries
      .selectFrom('refunds')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .where('session_id', '=', sessionId)
      .where('status', 'in', ['awaiting_address', 'ready', 'sent', 'confirmed'])
      .orderBy('id', 'desc')
      .limit(MOST)
      .execute(),
    queries
      .selectFrom('unexpected_transfers')
      .select('transfer_id')
      .where('organization_id', '=', organizationId)
      .where('session_id', '=', sessionId)
      .where('status', '=', 'written_off')
      .execute(),
  ]);
  return {
    refunds: refunds.map(toRefund).reverse(),
    writtenOff: new Set(writtenOff.map(({ transfer_id }) => transfer_id)),
  };
}
