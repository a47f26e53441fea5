import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { until } from '../testing/until.ts';
import { acquireLease, releaseLease, renewLease } from './leases.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const ONE = '00000000-0000-7000-8000-000000000001';
const TWO = '00000000-0000-7000-8000-000000000002';
const LONG_MS = 60_000;
const acquire = (name: string, holder: string, ttlMs = LONG_MS) =>
  acquireLease(database.store, { name, holder, ttlMs });

describe('a lease', () => {
  it('is one holder’s until it is released', async () => {
    expect(await acquire('one', ONE)).toBe(1n);
    expect(await acquire('one', TWO)).toBe(null);
    await releaseLease(database.store, { name: 'one', token: 1n });
    expect(await acquire('one', TWO)).toBe(2n);
    expect(await acquire('one', ONE)).toBe(null);
  });

  it('that has run out goes to the next, and cannot be renewed by the last', async () => {
    await acquire('out', ONE, 1);
    await until(() => acquire('out', TWO), 2n);
    expect(await renewLease(database.store, { name: 'out', token: 1n, ttlMs: LONG_MS })).toBe(false);
  });

  it('that is renewed does not run out', async () => {
    await acquire('renewed', ONE, 1);
    expect(await renewLease(database.store, { name: 'renewed', token: 1n, ttlMs: LONG_MS })).toBe(true);
    expect(await acquire('renewed', TWO)).toBe(null);
  });

  it('taken again by its holder has a higher token, so that its earlier self is fenced off', async () => {
    expect(await acquire('again', ONE)).toBe(1n);
    expect(await acquire('again', ONE)).toBe(2n);
    expect(await renewLease(database.store, { name: 'again', token: 1n, ttlMs: LONG_MS })).toBe(false);
  });

  it('released by one who no longer holds it stays with the new holder', async () => {
    await acquire('late', ONE, 1);
    await until(() => acquire('late', TWO), 2n);
    await releaseLease(database.store, { name: 'late', token: 1n });
    expect(await acquire('late', ONE)).toBe(null);
  });

  it('asked for by many at once goes to one', async () => {
    const holders = Array.from({ length: 20 }, (_, i) => `00000000-0000-7000-8000-0000000001${i + 10}`);
    const tokens = await Promise.all(holders.map((holder) => acquire('many', holder)));
    expect(tokens.filter((token) => token !== null)).toEqual([1n]);
  });
});
