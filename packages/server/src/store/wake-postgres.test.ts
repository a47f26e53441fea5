import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { until } from '../testing/until.ts';
import type { Wake } from './wake.ts';
import { createPostgresWake } from './wake-postgres.ts';

let database: TestDatabase;
const open: Wake[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((wake) => wake.close()));
});
afterAll(() => database.close());

const LISTENING =
  "SELECT 1 FROM pg_stat_activity WHERE application_name = 'opentill wake' AND query LIKE 'LISTEN%' AND datname = current_database()";

/** Wakes of so many processes, all of them listening. */
async function processes(count: number): Promise<readonly Wake[]> {
  for (let i = 0; i < count; i++) open.push(createPostgresWake(database.url));
  await until(async () => (await database.pool.query(LISTENING)).rowCount, count);
  return open;
}

function heard<T extends 'session' | 'follow'>(wake: Wake, topic: T): string[] {
  const payloads: string[] = [];
  wake.on(topic, (payload) => payloads.push(payload));
  return payloads;
}

describe('waking', () => {
  it('reaches this process at once and the others through the database, each listener once', async () => {
    const [here, there] = await processes(2);
    const local = heard(here!, 'session');
    const remote = heard(there!, 'session');
    here!.emit('session', 'a');
    expect(local).toEqual(['a']);
    await until(() => remote, ['a']);
    expect(local).toEqual(['a']);
  });

  it('says the same thing once, however often it was said in a moment', async () => {
    const [here, there] = await processes(2);
    const remote = heard(there!, 'follow');
    for (let i = 0; i < 1000; i++) here!.emit('follow', 'Base');
    here!.emit('follow', 'Polygon');
    await until(() => remote.includes('Polygon'), true);
    expect(remote).toEqual(['Base', 'Polygon']);
  });

  it('splits what no single notification can carry', async () => {
    const [here, there] = await processes(2);
    const remote = heard(there!, 'session');
    const ids = Array.from({ length: 500 }, (_, index) => `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`);
    for (const id of ids) here!.emit('session', id);
    await until(() => remote.length, 500);
    expect(new Set(remote)).toEqual(new Set(ids));
  });

  it('listens again after its connection was cut', async () => {
    const [here, there] = await processes(2);
    const remote = heard(there!, 'session');
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'opentill wake' AND datname = current_database()",
    );
    await vi.waitFor(
      () => {
        here!.emit('session', 'after');
        expect(remote).toContain('after');
      },
      { timeout: 15_000, interval: 100 },
    );
  });

  it('no longer calls who has stopped listening', async () => {
    const [here] = await processes(1);
    const payloads: string[] = [];
    const stop = here!.on('session', (payload) => payloads.push(payload));
    here!.emit('session', 'one');
    stop();
    here!.emit('session', 'two');
    expect(payloads).toEqual(['one']);
  });
});
