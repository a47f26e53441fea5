import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SESSION_STATUSES } from '../core/session/facts.ts';
import { SCENARIOS } from '../operations/simulate-payment.ts';
import { commandsOf, runCommand } from '../testing/guide-commands.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

const guide = await readFile(new URL('../../../../docs/api.md', import.meta.url), 'utf8');

const COMMANDS = commandsOf(guide);

let api: TestApi;
let variables: Record<string, string>;
beforeAll(async () => {
  api = await createTestApi();
  variables = { OPENTILL: '', KEY: api.keys.test, SESSION: '' };
});
afterAll(() => api.close());

describe('docs/api.md', () => {
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
    const firstCells = (heading: string) =>
      [
        ...guide
          .split(`\n## ${heading}\n`)[1]!
          .split('\n## ')[0]!
          .matchAll(/^\| `(\w+)` \|/gm),
      ].map((match) => match[1]!);
    expect(firstCells('Statuses')).toEqual([...SESSION_STATUSES]);
    expect(firstCells('Test mode')).toEqual([...SCENARIOS]);
  });
});
