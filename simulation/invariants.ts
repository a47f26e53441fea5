import { readBooks } from './books.ts';
import { checkAmounts } from './check-amounts.ts';
import { checkAsked } from './check-asked.ts';
import { checkDecisions } from './check-decisions.ts';
import { checkRefunds } from './check-refunds.ts';
import { checkSessions } from './check-sessions.ts';
import { checkAllTold, checkTelling } from './check-telling.ts';
import { checkTransfers } from './check-transfers.ts';
import type { Moment } from './moment.ts';
import type { Shop } from './shop.ts';
import type { WorldParts } from './world.ts';

/** What must hold of every committed moment, and what besides of this one; each broken one is a sentence. */
export async function checkInvariants(parts: WorldParts, shop: Shop, moment: Moment): Promise<readonly string[]> {
  const books = await readBooks(parts);
  const violations: string[] = [];
  const facts = checkTransfers(parts, books, violations, moment);
  violations.push(
    ...checkSessions(parts, books, facts, moment),
    ...(await checkAmounts(parts, books, facts)),
    ...checkTelling(parts, books),
    ...checkAsked(parts, shop, books),
    ...checkDecisions(shop, books),
    ...checkRefunds(parts, books, moment),
  );
  if (moment === 'any') return violations;
  for (const { network, chain } of parts.networks) {
    const cursor = books.cursors.find((each) => each.network === network.spec.name);
    const { name } = network.spec;
    if (cursor?.hash !== chain.tip.hash) violations.push(`1: the books of ${name} do not stand on its tip`);
  }
  if (moment === 'end') violations.push(...checkAllTold(parts, books));
  return violations;
}
