import { createHash, randomBytes } from 'node:crypto';
import type { Hex } from '../../packages/server/src/core/hex.ts';
import type { DurableDatabase } from '../durable-database.ts';

/** The same on both sides: an address looks random, and this one can be made anew from its number. */
const ADDRESS = `substr(sha256(i::text::bytea), 1, 20)`;

function issuedAddress(index: number): Hex {
  return `0x${createHash('sha256').update(String(index)).digest('hex').slice(0, 40)}`;
}

/** A shop that has handed out so many addresses over the years, its tables as autovacuum leaves them. */
export async function issueAddresses({ pool }: DurableDatabase, count: number): Promise<void> {
  await pool.query(
    `INSERT INTO addresses (address, organization_id, session_id, xpub_id, address_index)
     SELECT ${ADDRESS}, gen_random_uuid(), gen_random_uuid(), '00000000-0000-7000-8000-000000000001', i
     FROM generate_series(0, $1::bigint - 1) AS i`,
    [count],
  );
  await pool.query('VACUUM ANALYZE addresses');
  await pool.query('CHECKPOINT');
}

/** The recipients of a batch of blocks: some are ours, most are strangers. */
export function recipientsOfBatch(issued: number, { ours, strangers }: { ours: number; strangers: number }): Hex[] {
  const own = Array.from({ length: ours }, () => issuedAddress(randomBytes(6).readUIntBE(0, 6) % issued));
  const others = Array.from({ length: strangers }, (): Hex => `0x${randomBytes(20).toString('hex')}`);
  return [...own, ...others];
}
