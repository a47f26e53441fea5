import { assetLookup } from '../packages/server/src/compose/sessions.ts';
import { sessionResource } from '../packages/server/src/core/resource/session-resource.ts';
import { viewSessions } from '../packages/server/src/operations/view-sessions.ts';
import { createStore } from '../packages/server/src/store/database.ts';
import { listSessions } from '../packages/server/src/store/sessions.ts';
import type { Books } from './books.ts';
import { factsOf, isMisled, readTimes } from './check-sessions.ts';
import type { FactsBySession } from './check-transfers.ts';
import { type Amounts, refer } from './reference.ts';
import type { WorldParts } from './world.ts';

const MORE_THAN_ALL = 100;

/**
 * 5: what the API says of a session's money is what the chain says. In each asset what was received and what is confirmed
 * of it, to the unit; and whoever asks is told the status that follows from the facts as they stand, which the books may not
 * have told yet.
 */
export async function checkAmounts(
  parts: WorldParts,
  books: Books,
  factsBySession: FactsBySession,
): Promise<readonly string[]> {
  const { networks, organization, clock } = parts;
  const store = createStore(parts.database.pool);
  const context = { publicUrl: 'http://localhost', findAsset: assetLookup(networks.map(({ network }) => network)) };
  const sessions = await listSessions(store, organization, {}, { limit: MORE_THAN_ALL });
  const views = await viewSessions(store, sessions, clock.now());
  const violations: string[] = [];
  for (const view of views) {
    const { id } = view.session;
    const row = books.sessions.find((each) => each.id === id);
    if (row === undefined) continue;
    const facts = factsOf(row, books, factsBySession);
    if (
      isMisled(
        books.transfers.filter(({ owner_id }) => owner_id === id),
        facts,
      )
    )
      continue;
    const reference = refer(facts, readTimes(books));
    const { amountReceived, amountConfirmed } = sessionResource(view, context);
    const symbols = new Map(row.terms.offers.map((each) => [keyOf(each), `${each.network} ${each.symbol}`]));
    const differ = (what: string, said: readonly Said[], amounts: Amounts) => {
      const told = said
        .map(({ network, asset, atomic }) => `${network} ${asset} ${atomic}`)
        .sort()
        .join();
      const expected = [...amounts]
        .map(([key, sum]) => `${symbols.get(key)} ${sum}`)
        .sort()
        .join();
      if (told !== expected) violations.push(`5: session ${id} says that ${told} is ${what}, and it is ${expected}`);
    };
    differ('received', amountReceived.perAsset, reference.received);
    differ('confirmed', amountConfirmed.perAsset, reference.confirmed);
    if (view.derived.status !== reference.status) {
      violations.push(
        `2: session ${id} would be shown as ${view.derived.status}, but the facts say ${reference.status}`,
      );
    }
  }
  return violations;
}

interface Said {
  readonly network: string;
  readonly asset: string;
  readonly atomic: string;
}

const keyOf = ({ network, contract }: { readonly network: string; readonly contract: string | null }) =>
  `${network} ${contract}`;
