import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SESSION_STATUSES } from '../core/session/facts.ts';
import { SCENARIOS } from '../operations/simulate-payment.ts';
import { commandsOf, runCommand } from '../testing/guide-commands.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

/** In the order in which one reads them. */
const PAGES = [
  'index',
  'sessions',
  'amounts',
  'statuses',
  'being-told',
  'idempotency',
  'lists',
  'errors',
  'test-mode',
] as const;
const FOLDER = new URL('../../../../docs/api/', import.meta.url);
const read = (page: string) => readFile(new URL(`${page}.md`, FOLDER), 'utf8');
const pages = new Map(await Promise.all(PAGES.map(async (page) => [page, await read(page)] as const)));
const guide = [...pages.values()].join('\n');

const COMMANDS = commandsOf(guide);

let api: TestApi;
let variables: Record<string, string>;
beforeAll(async () => {
  api = await createTestApi();
  variables = { OPENTILL: '', KEY: api.keys.test, SESSION: '' };
});
afterAll(() => api.close());

describe('docs/api/', () => {
  it('is made of these pages', async () => {
    const files = (await readdir(FOLDER)).map((file) => file.replace('.md', ''));
    expect(files.sort()).toEqual([...PAGES].sort());
    for (const page of PAGES.slice(1)) expect(pages.get('index')).toContain(`(${page}.md)`);
  });

  it('says what each of its commands answers', () => {
    expect(COMMANDS).toHaveLength(guide.match(/^curl /gm)!.length);
  });

  it.each(COMMANDS)('$status: $text', async ({ text, status }) => {
    const answer = await runCommand(api, text, variables);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    if (answer.body.object === 'checkout_session') variables['SESSION'] ||= answer.body.id;
  });

  it('shows fields that a session has, in its answer', async () => {
    const shown = JSON.parse(/The answer, shortened:\n\n```json\n([\s\S]*?)```/.exec(guide)![1]!);
    const { body } = await api.call('POST', '/checkout_sessions', {
      body: { amount: { value: '99.00', currency: 'USD' } },
    });
    expect(Object.keys(body)).toEqual(expect.arrayContaining(Object.keys(shown)));
    const { amount, ethPriceUsd, chainId, status } = body;
    expect({ amount, ethPriceUsd, chainId, status }).toMatchObject({
      amount: shown.amount,
      ethPriceUsd: shown.ethPriceUsd,
      chainId: shown.chainId,
      status: shown.status,
    });
  });

  it('explains every status and every scenario, and no other', () => {
    const firstCells = (page: (typeof PAGES)[number]) =>
      [...pages.get(page)!.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]!);
    expect(firstCells('statuses')).toEqual([...SESSION_STATUSES]);
    expect(firstCells('test-mode')).toEqual([...SCENARIOS]);
  });
});
