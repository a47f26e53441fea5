import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { AUDIT_ACTIONS } from '../../../operations/audit.ts';
import { underpaidSession } from '../../../testing/refunds.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const list = (query: string) => api.call('GET', `/audit_entries?${query}`);

describe('audit entries', () => {
  it.each(['foo', 'cs_', 'CS_0351BrsF3N0yYt0OPgTG5v', 'evt_0351BrsF3N0yYt0OPgTG5v', 'key_0351BrsF3N0yYt0OPgTG5v', ''])(
    'of %j are refused, which no entry can be about',
    async (subject) => {
      const { status, body } = await list(`subject=${subject}`);
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: 'parameter_invalid', param: 'subject' });
      expect(body.error.message).toMatch(/cs_….*tr_….*re_…/);
    },
  );

  it('of a session are found under every spelling of its id', async () => {
    const session = await underpaidSession(api, 20_000_000n);
    await api.call('POST', `/checkout_sessions/${session.id}/accept`, { body: { reason: 'A regular' } });
    for (const subject of [session.id, fromPublicId('session', session.id)]) {
      expect((await list(`subject=${subject}`)).body.data).toMatchObject([
        { action: 'session.accept', subject: session.id, reason: 'A regular' },
      ]);
    }
  });

  it.each(['tr', 're', 'cs'])('of a %s_… about which nothing was decided are none', async (prefix) => {
    expect(await list(`subject=${prefix}_0351BrsF3N0yYt0OPgTG5v`)).toMatchObject({ status: 200, body: { data: [] } });
  });

  it('have the actions that docs/unexpected-money.md lists', async () => {
    const page = await readFile(new URL('../../../../../../docs/unexpected-money.md', import.meta.url), 'utf8');
    const table = page.slice(page.indexOf('| `action` | `subject` |')).split('\n\n')[0]!;
    expect([...table.matchAll(/^\| `([\w.]+)` \| `\w+…` \|/gm)].map(([, action]) => action)).toEqual([
      ...AUDIT_ACTIONS,
    ]);
  });
});
