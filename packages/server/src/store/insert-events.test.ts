import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestClock } from '../testing/clock.ts';
import { countedStore } from '../testing/counted-store.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { insertEvents } from './events.ts';

const MEGABYTE = 1_000_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

it('events that are too long for one statement together are written in several, in their order', async () => {
  const clock = createTestClock();
  const { store, count } = countedStore(database);
  const organizationId = clock.newId();
  const events = Array.from({ length: 20 }, (_, version) => ({
    organizationId,
    id: clock.newId(),
    livemode: false,
    type: 'session.created',
    sessionId: null,
    version,
    data: { text: 'x'.repeat(MEGABYTE) },
    createdAt: clock.now(),
  }));
  await insertEvents(store, events);
  expect(count()).toBe(3);
  const { rows } = await database.pool.query<{ version: number; size: number }>(
    'SELECT version, length(data::text) AS size FROM events WHERE organization_id = $1 ORDER BY version',
    [organizationId],
  );
  expect(rows.map(({ version }) => version)).toEqual(events.map(({ version }) => version));
  expect(rows.every(({ size }) => size > MEGABYTE)).toBe(true);
});
