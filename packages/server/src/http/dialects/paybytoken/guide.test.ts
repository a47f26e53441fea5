import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsOf, runCommand } from '../../../testing/guide-commands.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

describe('docs/dialects/paybytoken.md', async () => {
  const guide = await readFile(new URL('../../../../../../docs/dialects/paybytoken.md', import.meta.url), 'utf8');
  const commands = commandsOf(guide);
  const variables: Record<string, string> = { OPENTILL: '', SESSION: '' };

  it('says what each of its commands answers', () => {
    expect(commands).toHaveLength(guide.match(/^curl /gm)!.length);
  });

  it.each(commands)('$status: $text', async ({ text, status }) => {
    const key = api.keys.test.replace(/^ck_/, 'sk_');
    const answer = await runCommand(api, text, { ...variables, KEY: key });
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    variables['SESSION'] ||= answer.body.url ? answer.body.id : '';
  });
});
