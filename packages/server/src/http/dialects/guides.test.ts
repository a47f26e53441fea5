import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsOf, runCommand } from '../../testing/guide-commands.ts';
import { createTestApi, type TestApi } from '../../testing/test-api.ts';

const GUIDES = ['radom', 'wewire'];

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

describe.each(GUIDES)('docs/dialects/%s.md', async (name) => {
  const guide = await readFile(new URL(`../../../../../docs/dialects/${name}.md`, import.meta.url), 'utf8');
  const commands = commandsOf(guide);
  const variables: Record<string, string> = { OPENTILL: '', SESSION: '' };

  it('says what each of its commands answers', () => {
    expect(commands).toHaveLength(guide.match(/^curl /gm)!.length);
  });

  it.each(commands)('$status: $text', async ({ text, status }) => {
    const answer = await runCommand(api, text, { ...variables, KEY: api.keys.test });
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    variables['SESSION'] ||= answer.body.checkoutUrl ? answer.body.id : '';
  });
});
