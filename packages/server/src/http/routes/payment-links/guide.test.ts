import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { updateBody } from './schema.ts';

const guide = await readFile(new URL('../../../../../../docs/payment-links.md', import.meta.url), 'utf8');

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

/** The JSON that the guide's `curl` for a path sends. */
function bodyIn(path: string, link = ''): object {
  const command = guide.split('```sh\n').find((block) => block.startsWith(`curl -X POST $OPENTILL/api/v1${path} `));
  const quoted = /-d (?:'([\s\S]+?)'|"([\s\S]+?)")\n#/.exec(command ?? '');
  const text = quoted?.[1] ?? quoted?.[2]?.replaceAll('\\"', '"').replace('$LINK', link);
  return JSON.parse(text ?? '');
}

describe('docs/payment-links.md', () => {
  it('shows commands that work, and fields that the answer has', async () => {
    const created = await api.call('POST', '/payment_links', { body: bodyIn('/payment_links') });
    expect(created.status).toBe(201);
    const shown = JSON.parse(/The answer, shortened:\n\n```json\n([\s\S]*?)```/.exec(guide)![1]!);
    expect(Object.keys(created.body)).toEqual(expect.arrayContaining(Object.keys(shown)));
    expect(created.body).toMatchObject({ fiatAmount: shown.fiatAmount, uses: shown.uses, active: shown.active });
    expect(new URL(created.body.url).pathname).toBe(new URL(shown.url).pathname);

    const session = await api.call('POST', '/checkout_sessions', {
      body: bodyIn('/checkout_sessions', created.body.id),
    });
    expect(session).toMatchObject({ status: 201, body: { linkId: created.body.id, metadata: { orderId: '123' } } });
  });

  it('explains every field that a merchant can set', () => {
    for (const field of Object.keys(updateBody.shape)) expect(guide).toContain(`\`${field}\``);
  });
});
