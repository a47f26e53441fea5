import { describe, expect, it } from 'vitest';
import { ASKED, openShop } from '../testing/chain-shop.ts';
import { countedStore } from '../testing/counted-store.ts';
import { derivationBench, type Sent, times } from '../testing/derivation-bench.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';
import { expireDueSessions } from './expire-due-sessions.ts';

const used = useChainShop();
const { record, derive, standingOf } = derivationBench(used);
const MORE_THAN_A_STATEMENT = 501;

describe('what one call derives', () => {
  it('a hundred sessions that expire at once are written in as many statements as one', async () => {
    async function expire(count: number): Promise<number> {
      const { sessions } = await record(times(count, {}));
      const counted = countedStore(used.database);
      const changes = await expireDueSessions({ ...used.shop.deps, store: counted.store });
      expect(changes).toEqual(
        sessions.map(({ id }) => ({ sessionId: id, version: 2, told: ['session.expired'] })).sort(byId),
      );
      return counted.count();
    }
    expect(await expire(100)).toBe(await expire(1));
  });

  it('money that came too late for thirty sessions is booked, listed and told in as many statements as of one', async () => {
    const statements: number[] = [];
    for (const count of [1, 30]) {
      const { sessions } = await record(times(count, { late: [ASKED] }));
      statements.push(await derive(sessions));
      for (const session of sessions) {
        expect(await standingOf(session)).toMatchObject({
          told: ['created 1 f', 'expired 2 expired f', 'unexpected_transfer.created open f'],
          entries: [`received unexpected ${ASKED} confirmed f`],
          transfers: [`${ASKED} unexpected open after_grace f`],
        });
      }
    }
    expect(statements[1]).toBe(statements[0]);
  });

  it('is what each derived by itself would be, of whatever merchant they are', async () => {
    const sent: readonly Sent[] = [
      {},
      { onTime: [ASKED] },
      { onTime: [ASKED / 2n], late: [ASKED / 2n] },
      { onTime: [ASKED, ASKED] },
      { late: [1n, 2n] },
      { onTime: [ASKED / 4n] },
    ];
    const shops = [used.shop, openShop(used.database)];
    const together = (await record(sent, shops)).sessions;
    const apart = (await record(sent, shops)).sessions;
    const live = [together[4]!.id, apart[4]!.id];
    await used.database.pool.query('UPDATE sessions SET livemode = true WHERE id = ANY($1)', [live]);
    await derive(together);
    for (const session of apart) await derive([session]);
    const expected = await Promise.all(apart.map(standingOf));
    const statuses = ['expired', 'paid', 'underpaid', 'paid', 'expired', 'underpaid'];
    expect(expected.map(({ status }) => status)).toEqual(statuses);
    expect(await Promise.all(together.map(standingOf))).toEqual(expected);
  });

  it('is told of each once, also of more sessions than one statement carries', async () => {
    const { sessions } = await record(times(MORE_THAN_A_STATEMENT, {}));
    await derive(sessions);
    const { rows } = await used.database.pool.query(
      `SELECT s.status, s.version, count(*)::integer FROM sessions s JOIN events e ON e.session_id = s.id AND e.version = s.version
       WHERE s.id = ANY($1) GROUP BY 1, 2`,
      [sessions.map(({ id }) => id)],
    );
    expect(rows).toEqual([{ status: 'expired', version: 2, count: MORE_THAN_A_STATEMENT }]);
  });

  it('leaves the search of one that is as it was, while another’s becomes due', async () => {
    const { sessions } = await record([{}, { late: [ASKED] }]);
    const [before, other] = sessions;
    await derive([before!]);
    await used.database.pool.query('UPDATE sessions SET search_unlisted_at = NULL WHERE id = $1', [before!.id]);
    await derive(sessions);
    expect(await standingOf(before!)).toMatchObject({ searchedAfterSeconds: null });
    expect(await standingOf(other!)).toMatchObject({ searchedAfterSeconds: 180 });
  });
});

const byId = (a: { readonly sessionId: string }, b: { readonly sessionId: string }) =>
  a.sessionId < b.sessionId ? -1 : 1;
