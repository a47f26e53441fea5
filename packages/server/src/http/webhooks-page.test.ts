import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { TEST_EVENT_TYPE, TOLD_EVENT_TYPES } from '../core/webhook/event-types.ts';

const read = (page: string) => readFile(new URL(`../../../../docs/${page}`, import.meta.url), 'utf8');
const page = await read('webhooks.md');
const section = (title: string) => page.split(`# ${title}\n`)[1]!.split('\n#')[0]!;
const firstCells = (text: string) =>
  [...text.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell]) => cell!.match(/[\w.]+/g)!);

describe('docs/webhooks.md', () => {
  it('writes the name of every event out, and of no other', () => {
    expect(firstCells(section('Events')).toSorted()).toEqual([...TOLD_EVENT_TYPES, TEST_EVENT_TYPE].toSorted());
  });

  it.each(['webhooks.md', 'api/being-told.md', 'going-live.md'])(
    'says of all that %s subscribes to what to do at each',
    async (name) => {
      const subscribed = /"events": (\[\s*"session\.paid"[^\]]*\])/.exec(await read(name))![1]!;
      expect(firstCells(section('What to act on'))).toEqual(JSON.parse(subscribed));
    },
  );
});
