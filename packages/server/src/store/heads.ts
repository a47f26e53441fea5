import type { Heads } from '../core/resource/transfer-resource.ts';
import type { Watermarks } from '../core/session/facts.ts';
import type { Queries } from './database.ts';
import { watermark } from './watermark.ts';

/** How far every network has been read: the cursor's block, and the watermark. */
export async function readHeads(queries: Queries): Promise<Heads> {
  const rows = await queries
    .selectFrom('chain_cursors as cursor')
    .select(['network', 'number', watermark.as('watermark')])
    .execute();
  return Object.fromEntries(rows.map((row) => [row.network, { number: row.number, timestamp: row.watermark }]));
}

export function watermarksOf(heads: Heads): Watermarks {
  return Object.fromEntries(Object.entries(heads).map(([network, head]) => [network, head.timestamp]));
}

/** A text that differs whenever some network has been read further. */
export async function readHeadsMark(queries: Queries): Promise<string> {
  const rows = await queries
    .selectFrom('chain_cursors')
    .select(['network', 'number', 'hash', 'witnessed_number'])
    .orderBy('network')
    .execute();
  return rows.map((row) => `${row.network}:${row.number}:${row.hash}:${row.witnessed_number}`).join();
}
