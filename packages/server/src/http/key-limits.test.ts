import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey, type NewKeyInput } from '../operations/create-api-key.ts';
import { rotateApiKey } from '../operations/rotate-api-key.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi({ OPENTILL_TRUST_PROXY: '10.0.0.0/8' });
});
afterAll(() => api.close());

const HOUR_MS = 3_600_000;

function makeKey(limits: Partial<NewKeyInput>) {
  const owner = { organizationId: api.organizationId, livemode: false, name: 'Limited' };
  return createApiKey(api.database.store, api.clock, { ...owner, ...limits });
}

async function list(key: string, remoteAddress = '127.0.0.1', headers: Record<string, string> = {}) {
  const response = await api.app.inject({
    url: '/api/v1/checkout_sessions?limit=1',
    remoteAddress,
    headers: { authorization: `Bearer ${key}`, ...headers },
  });
  return { status: response.statusCode, error: response.json().error };
}

describe('a key with an allow-list of networks', () => {
  it.each([
    ['203.0.113.9', 200],
    ['203.0.114.9', 403],
    // The same address as a socket that serves both families spells it, in each spelling.
    ['::ffff:203.0.113.9', 200],
    ['::ffff:cb00:7109', 200],
    ['::ffff:203.0.114.9', 403],
    ['2001:db8::7', 200],
    ['2001:db9::7', 403],
    ['127.0.0.1', 403],
  ])('from %s is answered %i', async (address, status) => {
    const { text } = await makeKey({ allowedIps: ['203.0.113.0/24', '2001:db8::/32'] });
    expect((await list(text, address)).status).toBe(status);
  });

  it('is told the address that it came from', async () => {
    const { text } = await makeKey({ allowedIps: ['203.0.113.0/24'] });
    const { status, error } = await list(text, '198.51.100.4');
    expect(status).toBe(403);
    expect(error).toMatchObject({
      type: 'permission',
      code: 'address_not_allowed',
      message: 'This API key may not be used from 198.51.100.4.',
    });
  });

  it('is judged by the address that a trusted proxy reports, and by no other', async () => {
    const { text } = await makeKey({ allowedIps: ['203.0.113.0/24'] });
    const claims = { 'x-forwarded-for': '203.0.113.9' };
    expect((await list(text, '10.0.0.1', claims)).status).toBe(200);
    expect((await list(text, '198.51.100.4', claims)).status).toBe(403);
  });

  it('open to every IPv6 address lets no IPv4 address in', async () => {
    const { text } = await makeKey({ allowedIps: ['::/0'] });
    expect((await list(text, '::ffff:203.0.113.9')).status).toBe(403);
    expect((await list(text, '203.0.113.9')).status).toBe(403);
    expect((await list(text, '2001:db8::1')).status).toBe(200);
  });
});

describe('a key with an end', () => {
  it('works until then, and is told so afterwards', async () => {
    const { text } = await makeKey({ expiresAt: api.clock.now() + HOUR_MS });
    expect((await list(text)).status).toBe(200);
    api.clock.advance(HOUR_MS);
    const { status, error } = await list(text);
    expect(status).toBe(401);
    expect(error).toMatchObject({ type: 'authentication', code: 'api_key_expired' });
  });

  it('tells a stranger, who has not the whole key, nothing of it', async () => {
    const { text } = await makeKey({ expiresAt: api.clock.now() });
    const almost = `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`;
    const unknown = `ck_test_${'0'.repeat(32)}`;
    expect((await list(almost)).error.message).toBe((await list(unknown)).error.message);
    expect((await list(almost)).error.code).toBe('api_key_invalid');
  });
});

describe('the rotation of a key', () => {
  const rotate = (id: string, overlapMs: number) => rotateApiKey(api.database.store, api.clock, id, { overlapMs });

  it('lets both work while they overlap, and then only the new one', async () => {
    const limits = { scopes: ['sessions:read'] as const, allowedIps: ['127.0.0.0/8'] };
    const old = await makeKey(limits);
    const made = await rotate(old.id, HOUR_MS);
    if (made.outcome !== 'rotated') throw new Error(made.outcome);
    expect((await list(old.text)).status).toBe(200);
    expect((await list(made.text)).status).toBe(200);
    // The same limits as the old one.
    expect((await list(made.text, '203.0.113.9')).status).toBe(403);
    expect((await api.call('GET', '/events', { key: made.text })).status).toBe(403);
    api.clock.advance(HOUR_MS);
    const { status, error } = await list(old.text);
    expect([status, error.code]).toEqual([401, 'api_key_expired']);
    expect(error.message).toContain('rotated');
    expect((await list(made.text)).status).toBe(200);
  });

  it('without an overlap ends the old key at once', async () => {
    const old = await makeKey({});
    await rotate(old.id, 0);
    expect((await list(old.text)).status).toBe(401);
  });

  it('happens once for a key, also when it is asked for twice at the same moment', async () => {
    const old = await makeKey({});
    const made = await Promise.all([rotate(old.id, HOUR_MS), rotate(old.id, HOUR_MS)]);
    expect(made.map(({ outcome }) => outcome).sort()).toEqual(['rotated', 'rotated_before']);
  });

  it('never lengthens the life of the old key', async () => {
    const expiresAt = api.clock.now() + 1000;
    const old = await makeKey({ expiresAt });
    expect(await rotate(old.id, HOUR_MS)).toMatchObject({ outcome: 'rotated', oldExpiresAt: expiresAt });
  });

  it('of a publishable key makes a publishable key', async () => {
    const old = await makeKey({ kind: 'publishable' });
    expect(await rotate(old.id, 0)).toMatchObject({ outcome: 'rotated', text: expect.stringMatching(/^pk_test_/) });
  });

  it('is refused for a key that has ended', async () => {
    const old = await makeKey({ expiresAt: api.clock.now() });
    expect(await rotate(old.id, 0)).toEqual({ outcome: 'expired' });
    expect(await rotate(api.clock.newId(), 0)).toEqual({ outcome: 'not_found' });
  });
});
