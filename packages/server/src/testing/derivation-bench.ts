import { retriedTransaction } from '../store/retried-transaction.ts';
import { type OpenedSession, type Shop, USDC } from './chain-shop.ts';
import { countedStore } from './counted-store.ts';
import type { ChainShop } from './use-chain-shop.ts';

/** What a session is sent on time, and after its grace. */
export interface Sent {
  readonly onTime?: readonly bigint[];
  readonly late?: readonly bigint[];
}

const PAST_GRACE_SECONDS = 600;

/** So many sessions to which the same is sent. */
export const times = (count: number, sent: Sent): readonly Sent[] => Array.from({ length: count }, () => sent);

/** Sessions whose facts are all in the books, for tests of what is made of them. */
export function derivationBench(used: ChainShop) {
  /** Sessions of these shops in turn, and all that was sent them in the books, confirmed; none of it is derived yet. */
  async function record(sent: readonly Sent[], shops: readonly Shop[] = [used.shop]) {
    const { chain, network, follow, read } = used.scene();
    const follower = follow({ rederive: async () => [] });
    await read();
    const options = { networks: [network], createdAt: chain.tip.timestamp };
    const sessions: OpenedSession[] = [];
    for (const index of sent.keys()) sessions.push(await shops[index % shops.length]!.openSession(options));
    const mine = (amountsOf: (each: Sent) => readonly bigint[]) =>
      chain.mine(
        ...sent.flatMap((each, index) =>
          amountsOf(each).map((amountAtomic) => ({ to: sessions[index]!.address, amountAtomic, contract: USDC })),
        ),
      );
    mine(({ onTime = [] }) => onTime);
    chain.skip(PAST_GRACE_SECONDS);
    mine(({ late = [] }) => late);
    chain.mineEmpty(network.confirmations);
    await read();
    await follower.stop();
    return { network, sessions, tip: chain.tip };
  }

  /** Derives them in one call, and says in how many statements. */
  async function derive(sessions: readonly OpenedSession[]): Promise<number> {
    const counted = countedStore(used.database);
    const keys = sessions.map(({ organizationId, id }) => ({ organizationId, sessionId: id }));
    await retriedTransaction(counted.store, (tx) => used.shop.deps.rederive(tx, keys));
    return counted.count();
  }

  /** All that is written of a session, without ids and moments, which are never the same twice. */
  async function standingOf({ id }: OpenedSession) {
    const { rows } = await used.database.pool.query(STANDING, [id]);
    return rows[0];
  }

  return { record, derive, standingOf };
}

const STANDING = `
  SELECT status, version, told_paid, told_overpaid, tx_hash, next_deadline IS NULL AS "isOver",
    paid_at - created_at AS "paidAfter", completed_at - created_at AS "completedAfter", expires_at - created_at AS ttl,
    grace_ends_at - expires_at AS grace, extract(epoch FROM search_unlisted_at - created_at)::integer AS "searchedAfterSeconds",
    (SELECT array_agg(concat_ws(' ', replace(type, 'session.', ''), version, data ->> 'status', livemode)
        ORDER BY version IS NULL, id)
      FROM events e WHERE e.organization_id = s.organization_id AND e.session_id = s.id) AS told,
    (SELECT array_agg(concat_ws(' ', debit, credit, amount, cause, livemode) ORDER BY amount, cause, credit)
      FROM ledger_entries l WHERE l.organization_id = s.organization_id AND l.session_id = s.id) AS entries,
    (SELECT array_agg(concat_ws(' ', t.amount, booked_as, u.status, u.reason, u.livemode) ORDER BY block_number, position)
      FROM transfers t LEFT JOIN unexpected_transfers u ON u.organization_id = t.organization_id AND u.transfer_id = t.id
      WHERE t.organization_id = s.organization_id AND t.session_id = s.id) AS transfers
  FROM sessions s WHERE id = $1`;
