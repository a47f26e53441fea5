import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hex } from '../core/hex.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { findOwners } from './addresses.ts';
import { toByteArray } from './byte-array.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const ORGANIZATION = '00000000-0000-7000-8000-00000000000a';
const XPUB = '00000000-0000-7000-8000-00000000000b';
/** The address of index i is i itself. */
const addressOf = (index: number): Hex => `0x${index.toString(16).padStart(40, '0')}`;

async function issue(from: number, to: number): Promise<void> {
  await database.pool.query(
    `INSERT INTO addresses (address, organization_id, session_id, xpub_id, address_index)
     SELECT decode(lpad(to_hex(i), 40, '0'), 'hex'), $1, gen_random_uuid(), $2, i FROM generate_series($3::int, $4::int) i`,
    [ORGANIZATION, XPUB, from, to],
  );
}

describe('findOwners', () => {
  it('gives the sessions of the addresses that were handed out, and of no others', async () => {
    await issue(1, 20);
    const owners = await findOwners(database.store, [addressOf(7), addressOf(21), addressOf(20)]);
    expect([...owners.keys()].sort()).toEqual([addressOf(7), addressOf(20)]);
    expect(owners.get(addressOf(7))).toMatchObject({ organizationId: ORGANIZATION });
    expect(await findOwners(database.store, [])).toEqual(new Map());
  });

  it('asks the index, however many addresses were handed out', async () => {
    await issue(1_000, 60_000);
    await database.pool.query('ANALYZE addresses');
    const recipients = Array.from({ length: 5_000 }, (_, i) => addressOf(i * 3 + 500_000));
    const before = await scans();
    const owners = await findOwners(database.store, [...recipients, addressOf(1_234)]);
    expect([...owners.keys()]).toEqual([addressOf(1_234)]);
    const after = await scans();
    expect(after.wholeTable).toBe(before.wholeTable);
  });

  /** How often the table was read as a whole, as PostgreSQL counts it. */
  async function scans(): Promise<{ wholeTable: bigint }> {
    const client = await database.pool.connect();
    await client.query('SELECT pg_stat_force_next_flush()');
    const { rows } = await client.query(`SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'addresses'`);
    client.release();
    return { wholeTable: rows[0].seq_scan };
  }
});

describe('toByteArray', () => {
  it('is what PostgreSQL reads as these bytes', async () => {
    const { rows } = await database.pool.query('SELECT unnest($1::bytea[]) AS bytes', [
      toByteArray(['0x00ff5c22', null, '0x']),
    ]);
    expect(rows.map((row) => row.bytes)).toEqual(['0x00ff5c22', null, '0x']);
  });
});
