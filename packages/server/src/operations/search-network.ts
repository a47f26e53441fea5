import type { NetworkConfig } from '../config/network-spec.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Session } from '../core/session/session.ts';
import { startedAt } from '../core/session/test-clock.ts';
import { readHeadersAt } from '../store/chain-blocks.ts';
import { type ChainCursor, holdCursor, readCursor } from '../store/chain-cursors.ts';
import type { Transaction } from '../store/database.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { addLateTransfers } from './add-transfers.ts';
import { findBlockBefore } from './find-block-before.ts';
import { firstUnlisted } from './limit-unlisted.ts';
import { locateTransfers, readConfirming } from './locate-transfers.ts';
import { matchTransfers } from './match-transfers.ts';
import type { RecordDeps } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';

export interface SearchableNetwork {
  readonly network: NetworkConfig;
  readonly source: Pick<ChainSource, 'readTokenTransfers' | 'readHeaders' | 'network'>;
}

export type SearchOutcome =
  | {
      readonly outcome: 'searched';
      readonly changes: readonly ToldChange[];
      /** How many transfers of tokens outside the catalogue were found and had no room; an earlier search may have had it. */
      readonly leftOut: number;
    }
  | { readonly outcome: 'unreadable' };

const NOTHING = { outcome: 'searched', changes: [], leftOut: 0 } as const;

/** One range query by recipient for all of these sessions. */
export async function searchNetwork(
  deps: RecordDeps,
  network: SearchableNetwork,
  sessions: readonly Session[],
): Promise<SearchOutcome> {
  try {
    return await search(deps, network, sessions);
  } catch (error) {
    if (error instanceof ChainReadError) return { outcome: 'unreadable' };
    throw error;
  }
}

async function search(
  deps: RecordDeps,
  { network, source }: SearchableNetwork,
  sessions: readonly Session[],
): Promise<SearchOutcome> {
  const { store } = deps;
  const cursor = await readCursor(store, network.spec.name);
  const recipients = sessions.flatMap(({ address }) => address ?? []);
  if (!cursor || recipients.length === 0) return NOTHING;
  // Blocks are stamped in whole seconds: one that was mined after the creation can bear that second's beginning.
  const created = Math.floor(Math.min(...sessions.map(startedAt)) / 1000) * 1000;
  const from = (await findBlockBefore(store, source, cursor, created)) + 1n;
  if (from > cursor.number) return NOTHING;
  const shown = await source.readTokenTransfers(from, cursor.number, recipients, cursor.hash);
  const first = firstUnlisted(network, shown);
  const located = await locateTransfers(store, source, network, first.kept);
  const found = await matchTransfers(deps, network, located);
  if (found.length === 0) return NOTHING;
  const additions = {
    network: cursor.network,
    found,
    confirming: await readConfirming(store, source, found, cursor),
  };
  return retriedTransaction(store, async (tx) => {
    const now = await holdCursor(tx, cursor.network);
    if (!now || !(await standsOn(tx, now, cursor))) return { outcome: 'unreadable' };
    const { touched, leftOut } = await addLateTransfers(deps.runtime, tx, additions, now.number);
    const changes = touched.length === 0 ? [] : await deps.rederive(tx, touched);
    return { outcome: 'searched', changes, leftOut: first.leftOut + leftOut };
  });
}

/** Whether what was read below `then` still stands: no reorg has set the cursor back behind it since. */
export async function standsOn(tx: Transaction, now: ChainCursor, then: ChainCursor): Promise<boolean> {
  if (now.hash === then.hash) return true;
  const [kept] = await readHeadersAt(tx, then.network, [then.number]);
  return now.number > then.number && kept?.hash === then.hash;
}
