import type { ReadingProgress } from '../core/chain/network-health.ts';
import type { InternalTransfers } from '../core/chain/source.ts';
import type { Queries } from './database.ts';

/** How a network is being read, as its follower last noted. */
export interface ReadingState extends ReadingProgress {
  readonly internalTransfers: InternalTransfers;
}

/** Of every network in the books, by its name. */
export async function readReadingStates(queries: Queries): Promise<ReadonlyMap<string, ReadingState>> {
  const rows = await queries
    .selectFrom('chain_cursors')
    .select(['network', 'number', 'tip_number', 'updated_at', 'internal_transfers'])
    .execute();
  return new Map(
    rows.map((row) => [
      row.network,
      {
        number: row.number,
        tipNumber: row.tip_number,
        updatedAt: row.updated_at,
        internalTransfers: row.internal_transfers,
      },
    ]),
  );
}
