import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { addXpub, leaseIndexes, listXpubs, type NewXpub, returnIndexes, XpubExhaustedError } from './xpubs.ts';

let database: TestDatabase;
let organizationId: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.close());

beforeEach(async () => {
  organizationId = await makeOrganization();
});

async function makeOrganization(): Promise<string> {
  const id = randomUUID();
  await database.store
    .insertInto('organizations')
    .values({ id, name: 'Shop', created_at: new Date(0) })
    .execute();
  return id;
}

function newXpub(fields: Partial<NewXpub> = {}): NewXpub {
  return {
    id: randomUUID(),
    organizationId,
    livemode: false,
    family: 'evm',
    xpub: `xpub-${randomUUID()}`,
    createdAt: 1_000,
    ...fields,
  };
}

async function makeXpub(): Promise<string> {
  const xpub = newXpub();
  await addXpub(database.store, xpub);
  return xpub.id;
}

describe('adding an xpub', () => {
  it('adds it once', async () => {
    const xpub = newXpub();
    expect(await addXpub(database.store, xpub)).toEqual({ outcome: 'added', xpub: { ...xpub, nextIndex: 0n } });
    const again = await addXpub(database.store, { ...xpub, id: randomUUID() });
    expect(again).toEqual({ outcome: 'already_added', xpub: { ...xpub, nextIndex: 0n } });
  });

  it('refuses one that another organization or the other mode has', async () => {
    const xpub = newXpub();
    await addXpub(database.store, xpub);
    expect(await addXpub(database.store, { ...xpub, id: randomUUID(), livemode: true })).toEqual({ outcome: 'taken' });
    const other = { ...xpub, id: randomUUID(), organizationId: await makeOrganization() };
    expect(await addXpub(database.store, other)).toEqual({ outcome: 'taken' });
  });

  it('lists those of one organization and mode, oldest first', async () => {
    const second = newXpub({ createdAt: 2_000 });
    const first = newXpub({ createdAt: 1_000 });
    const live = newXpub({ livemode: true });
    for (const xpub of [second, first, live]) await addXpub(database.store, xpub);
    expect((await listXpubs(database.store, organizationId, false)).map(({ id }) => id)).toEqual([first.id, second.id]);
    expect((await listXpubs(database.store, organizationId, true)).map(({ id }) => id)).toEqual([live.id]);
  });
});

describe('leasing indexes', () => {
  it('counts up from zero', async () => {
    const id = await makeXpub();
    expect(await leaseIndexes(database.store, id, 10)).toEqual({ first: 0n, last: 9n });
    expect(await leaseIndexes(database.store, id, 5)).toEqual({ first: 10n, last: 14n });
  });

  it('never leases an index twice to processes that ask at once', async () => {
    const id = await makeXpub();
    await leaseIndexes(database.store, id, 100);
    await leaseIndexes(database.store, id, 1);
    await returnIndexes(database.store, id, { first: 0n, last: 99n });
    const runs = await Promise.all(Array.from({ length: 40 }, () => leaseIndexes(database.store, id, 7)));
    const indexes = runs.flatMap(({ first, last }) =>
      Array.from({ length: Number(last - first) + 1 }, (_, i) => first + BigInt(i)),
    );
    expect(new Set(indexes).size).toBe(indexes.length);
    expect(indexes).not.toContain(100n);
  });

  it('leases what was handed back before anything new, the lowest first, in pieces', async () => {
    const id = await makeXpub();
    await leaseIndexes(database.store, id, 100);
    await returnIndexes(database.store, id, { first: 50n, last: 59n });
    await returnIndexes(database.store, id, { first: 20n, last: 24n });
    const leased = [];
    for (let i = 0; i < 5; i++) leased.push(await leaseIndexes(database.store, id, 4));
    expect(leased).toEqual([
      { first: 20n, last: 23n },
      { first: 24n, last: 24n },
      { first: 50n, last: 53n },
      { first: 54n, last: 57n },
      { first: 58n, last: 59n },
    ]);
    expect(await leaseIndexes(database.store, id, 4)).toEqual({ first: 100n, last: 103n });
  });

  it('steps back when the last indexes are handed back, so that a restart leaves no gap', async () => {
    const id = await makeXpub();
    await leaseIndexes(database.store, id, 100);
    await returnIndexes(database.store, id, { first: 3n, last: 99n });
    expect(await leaseIndexes(database.store, id, 10)).toEqual({ first: 3n, last: 12n });
    expect(
      await database.store.selectFrom('xpub_returned_indexes').selectAll().where('xpub_id', '=', id).execute(),
    ).toEqual([]);
  });

  it('hands back nothing of an empty run', async () => {
    const id = await makeXpub();
    await leaseIndexes(database.store, id, 10);
    await returnIndexes(database.store, id, { first: 10n, last: 9n });
    expect(await leaseIndexes(database.store, id, 1)).toEqual({ first: 10n, last: 10n });
  });

  it("ends before BIP-32's hardened indexes, and for an xpub that is not there", async () => {
    const id = await makeXpub();
    await database.store
      .updateTable('xpubs')
      .set({ next_index: 2n ** 31n - 4n })
      .where('id', '=', id)
      .execute();
    expect(await leaseIndexes(database.store, id, 4)).toEqual({ first: 2n ** 31n - 4n, last: 2n ** 31n - 1n });
    await expect(leaseIndexes(database.store, id, 1)).rejects.toThrow(XpubExhaustedError);
    await expect(leaseIndexes(database.store, randomUUID(), 1)).rejects.toThrow(XpubExhaustedError);
  });
});
