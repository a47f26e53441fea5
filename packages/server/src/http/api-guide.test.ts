import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SESSION_STATUSES } from '../core/session/facts.ts';
import { SCENARIOS } from '../operations/simulate-payment.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

const guide = await readFile(new URL('../../../../docs/api.md', import.meta.url), 'utf8');

interface Command {
  readonly text: string;
  /** As the comment after the command says; without a devnet where it tells the two apart. */
  readonly status: number;
}

/** Every `curl …` of the guide with the status in the comment below it. */
const COMMANDS: readonly Command[] = [
  ...guide.matchAll(/^(curl [\s\S]*?)\n# (\d+)(?: with a devnet, (\d+) without)?$/gm),
].map(([, text, status, withoutDevnet]) => ({ text: text!, status: Number(withoutDevnet ?? status) }));

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
    const answer = await run(text);
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

/** Runs the guide's curl commands: -X, -H, -d and -G, with the shell's quotes and variables. */
async function run(command: string) {
  const words = shellWords(command.replace(/\$(OPENTILL|KEY|SESSION)/g, (_all, name) => variables[name]!));
  const options: Record<string, string[]> = {};
  let url = '';
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at]!;
    if (word === '-G') options['-G'] = [];
    else if (/^-[XHd]$/.test(word)) {
      at += 1;
      options[word] = [...(options[word] ?? []), words[at]!];
    } else url = word;
  }
  const query = options['-G'] && (options['-d'] ?? []).map((pair) => encodeURI(pair)).join('&');
  const headers = (options['-H'] ?? []).map((header) => header.split(': ') as [string, string]);
  const method = (options['-X']?.[0] ?? 'GET') as 'GET' | 'POST';
  const payload = query === undefined ? options['-d']?.[0] : undefined;
  return api.call(method, query === undefined ? url : `${url}?${query}`, {
    key: null,
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    ...(payload !== undefined && { raw: { payload } }),
  });
}

function shellWords(command: string): string[] {
  const words = command.replaceAll('\\\n', ' ').match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, (_all, single, double) => single ?? double));
}
