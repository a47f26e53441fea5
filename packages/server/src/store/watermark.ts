import { sql } from 'kysely';
import type { Instant } from '../core/time.ts';

/**
 * How far the network of the row `cursor` has been read, as far as deadlines go: the time of its last block, and where a
 * quorum is asked, of the last block that as many nodes have shown. One node alone lets nothing pass.
 */
export const watermark = sql<Instant>`coalesce(cursor.witnessed_time, cursor.block_time)`;
