import { afterAll, beforeAll, expect, it } from 'vitest';
import { fromPublicId } from '../core/identity/public-id.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';
import { noteVisit } from './session-visits.ts';
import { findSessionById } from './sessions.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

it('notes when a page was loaded, at most once a second, and only for its session', async () => {
  const create = async () => {
    const body = { amount: { value: '1.00', currency: 'USD' } };
    const { body: made } = await api.call('POST', '/checkout_sessions', { body });
    return fromPublicId('session', made.id)!;
  };
  const [sessionId, other] = [await create(), await create()];
  const { store } = api.database;
  const load = async (at: number) => {
    await noteVisit(store, { organizationId: api.organizationId, sessionId }, at);
    return (await findSessionById(store, sessionId))?.accessedAt;
  };
  const first = Date.parse('2026-01-31T12:00:00.000Z');
  expect(await load(first)).toBe(first);
  expect(await load(first + 999)).toBe(first);
  expect(await load(first + 1000)).toBe(first + 1000);
  // A process whose clock is behind takes nothing back.
  expect(await load(first)).toBe(first + 1000);
  expect((await findSessionById(store, other))?.accessedAt).toBeNull();
});
