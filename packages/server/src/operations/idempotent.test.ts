import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Transaction } from '../store/database.ts';
import { createSecretBox } from '../store/secret-box.ts';
import { createTestClock } from '../testing/clock.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { type Answer, type IdempotencyDeps, runIdempotently } from './idempotent.ts';
import { createOrganization } from './set-up-organization.ts';

let database: TestDatabase;
let deps: IdempotencyDeps;
let organizationId: string;
const clock = createTestClock();

beforeAll(async () => {
  database = await createTestDatabase();
  const secretBox = createSecretBox(clock.randomBytes(32), clock.randomBytes);
  deps = { store: database.store, runtime: clock, secretBox };
  ({ organizationId } = await createOrganization(database.store, clock, { name: 'Tea & Leaf' }));
});
afterAll(() => database.close());

const freshKey = () => clock.newId();
const request = (key: string | undefined, body: unknown = { a: 1 }) => ({
  principal: { organizationId, livemode: false, actor: 'key:test', permissions: 'all' as const },
  route: 'POST /somewhere',
  key,
  body,
});

/** An effect that leaves a trace in the books: another organization. */
async function effect(tx: Transaction): Promise<Answer> {
  const made = await createOrganization(tx, clock, { name: 'Made' });
  return { status: 201, body: JSON.stringify(made) };
}
const made = async () => {
  const { rows } = await database.pool.query<{ n: bigint }>(
    `SELECT count(*) AS n FROM organizations WHERE name = 'Made'`,
  );
  return rows[0]!.n;
};

/** A gate that an effect waits at, and a way to know that it got there. */
function gate() {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const pass = () => {
    reached.resolve();
    return opened.promise;
  };
  return { reached: reached.promise, open: opened.resolve, pass };
}

describe('an effect that PostgreSQL undid as a deadlock’s victim', () => {
  it.each([undefined, 'a-key'])('runs again, with the key %s', async (key) => {
    const before = await made();
    let runs = 0;
    const result = await runIdempotently(deps, request(key), async (tx) => {
      const answer = await effect(tx);
      if (++runs === 1) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
      return answer;
    });
    expect(result).toMatchObject({ outcome: 'answered', answer: { status: 201 }, replayed: false });
    expect(await made()).toBe(before + 1n);
  });
});

describe('an effect with an idempotency key', () => {
  it('runs once; a repeat gets the first answer', async () => {
    const before = await made();
    const key = freshKey();
    const first = await runIdempotently(deps, request(key), effect);
    const again = await runIdempotently(deps, request(key), effect);
    expect(first).toMatchObject({ outcome: 'answered', replayed: false });
    expect(again).toEqual({ ...first, replayed: true });
    expect(await made()).toBe(before + 1n);
  });

  it('runs each time without a key', async () => {
    const before = await made();
    await runIdempotently(deps, request(undefined), effect);
    await runIdempotently(deps, request(undefined), effect);
    expect(await made()).toBe(before + 2n);
  });

  it('runs once for twenty requests at the same moment', async () => {
    const before = await made();
    const key = freshKey();
    const results = await Promise.all(Array.from({ length: 20 }, () => runIdempotently(deps, request(key), effect)));
    expect(
      new Set(results.map((result) => (result.outcome === 'answered' ? result.answer.body : result.outcome))).size,
    ).toBe(1);
    expect(results.filter((result) => result.outcome === 'answered' && !result.replayed)).toHaveLength(1);
    expect(await made()).toBe(before + 1n);
  });

  it('waits for the first one and then repeats its answer', async () => {
    const key = freshKey();
    const { reached, open, pass } = gate();
    const first = runIdempotently(deps, request(key), async (tx) => {
      const answer = await effect(tx);
      await pass();
      return answer;
    });
    await reached;
    const second = runIdempotently(deps, request(key), effect);
    await waitingForALock();
    open();
    expect(await second).toEqual({ ...(await first), replayed: true });
  });

  it('says that the first one is still at work after five seconds, and changes nothing', async () => {
    const before = await made();
    const key = freshKey();
    const { reached, open, pass } = gate();
    const first = runIdempotently(deps, request(key), async (tx) => {
      await pass();
      return effect(tx);
    });
    await reached;
    expect(await runIdempotently(deps, request(key), effect)).toEqual({ outcome: 'in_progress' });
    open();
    expect(await first).toMatchObject({ outcome: 'answered', replayed: false });
    expect(await made()).toBe(before + 1n);
  });

  it('runs the waiting one when the first one fails', async () => {
    const before = await made();
    const key = freshKey();
    const { reached, open, pass } = gate();
    const first = runIdempotently(deps, request(key), async (tx) => {
      await effect(tx);
      await pass();
      throw new Error('the power is gone');
    });
    await reached;
    const second = runIdempotently(deps, request(key), effect);
    await waitingForALock();
    open();
    await expect(first).rejects.toThrow('the power is gone');
    expect(await second).toMatchObject({ outcome: 'answered', replayed: false });
    expect(await made()).toBe(before + 1n);
  });

  it('is refused with another body, whatever the order of its keys', async () => {
    const key = freshKey();
    await runIdempotently(deps, request(key, { a: 1, b: [1, { c: 2, d: 3 }] }), effect);
    const same = await runIdempotently(deps, request(key, { b: [1, { d: 3, c: 2 }], a: 1 }), effect);
    expect(same).toMatchObject({ outcome: 'answered', replayed: true });
    const other = await runIdempotently(deps, request(key, { a: 1, b: [{ c: 2, d: 3 }, 1] }), effect);
    expect(other).toEqual({ outcome: 'key_reused' });
  });

  it('keeps organizations, modes and routes apart', async () => {
    const before = await made();
    const key = freshKey();
    const base = request(key);
    const { principal } = base;
    const stranger = await createOrganization(database.store, clock, { name: 'Stranger' });
    for (const each of [
      base,
      { ...base, principal: { ...principal, livemode: true } },
      { ...base, principal: { ...principal, organizationId: stranger.organizationId } },
      { ...base, route: 'POST /elsewhere' },
    ]) {
      expect(await runIdempotently(deps, each, effect)).toMatchObject({ outcome: 'answered', replayed: false });
    }
    expect(await made()).toBe(before + 4n);
  });

  it('keeps the answer sealed: it can hold a secret that is shown once', async () => {
    const key = freshKey();
    await runIdempotently(deps, request(key), async () => ({ status: 200, body: '{"secret":"whsec_shown-once"}' }));
    const { rows } = await database.pool.query(
      `SELECT encode(response_body, 'escape') AS text FROM idempotency_records WHERE key = $1`,
      [key],
    );
    expect(rows[0].text).not.toContain('shown-once');
  });
});

/** Until a statement of this database waits for another transaction. */
async function waitingForALock(): Promise<void> {
  for (;;) {
    const { rows } = await database.pool.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
  }
}
