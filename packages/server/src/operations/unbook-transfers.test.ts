import { expect, it } from 'vitest';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { readStandingTransfers } from '../store/standing-transfers.ts';
import { ASKED } from '../testing/chain-shop.ts';
import { countedStore } from '../testing/counted-store.ts';
import { derivationBench, times } from '../testing/derivation-bench.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';
import { unbookTransfers } from './unbook-transfers.ts';

const used = useChainShop();
const { record, derive, standingOf } = derivationBench(used);

it('what the ledger holds of thirty transfers is reversed in as many statements as of one', async () => {
  const statements: number[] = [];
  for (const count of [1, 30]) {
    const { network, sessions, tip } = await record(times(count, { onTime: [ASKED] }));
    await derive(sessions);
    const booked = await readStandingTransfers(used.store, network.spec.name, { from: 0n, to: tip.number });
    const counted = countedStore(used.database);
    await retriedTransaction(counted.store, (tx) => unbookTransfers(used.shop.runtime, tx, booked, false));
    statements.push(counted.count());
    for (const session of sessions) {
      expect(await standingOf(session)).toMatchObject({
        entries: [`received credited ${ASKED} confirmed f`, `credited received ${ASKED} taken_back f`],
        transfers: [`${ASKED}`],
      });
    }
  }
  expect(statements[1]).toBe(statements[0]);
});
