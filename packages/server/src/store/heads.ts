import type { Heads } from '../core/resource/transfer-resource.ts';
import type { Watermarks } from '../core/session/facts.ts';
import type { Queries } from './database.ts';

/** How far every network has been read: the cursor's block and its time. */
export async function readHeads(queries: Queries): Promise<Heads> {
  const rows = await queries.selectFrom('chain_cursors').select(['network', 'number', 'block_time']).execute();
  return Object.fromEntries(rows.map((row) => [row.network, { number: row.number, timestamp: row.block_time }]));
}

export function watermarksOf(heads: Heads): Watermarks {
  return Object.fromEntries(Object.entries(heads).map(([network, head]) => [network, head.timestamp]));
}

/** A text that differs whenever some network has been read further. */
export async function readHeadsMark(queries: Queries): Promise<string> {
  const rows = await queries
    .selectFrom('chain_cursors')
    .select(['network', 'number', 'hash'])
    .orderBy('network')
    .execute();
  return rows.map(({ network, number, hash }) => `${network}:${number}:${hash}`).join();
}
