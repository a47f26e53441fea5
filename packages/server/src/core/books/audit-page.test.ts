import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DIFFERENCE_KINDS, difference, differenceText } from './difference.ts';

const page = readFileSync(new URL('../../../../../docs/audit.md', import.meta.url), 'utf8');
const samples = new Map(
  [...page.matchAll(/^(\w+): (.+: expected .+; found .+)$/gm)].map(([, kind, text]) => [kind, text!] as const),
);

describe('docs/audit.md', () => {
  it.each(DIFFERENCE_KINDS)('shows a difference of the kind %s in the words of the command', (kind) => {
    const text = differenceText(difference(kind, {}, { expected: '', found: '' }));
    const words = /^\w+: : (.+): expected ; found $/.exec(text)![1]!;
    expect(samples.get(kind)).toContain(`: ${words}: expected `);
  });

  it('says of each kind, and of no other, what it means and what to do', () => {
    const table = page.slice(page.indexOf('| difference | means | do |'));
    const explained = [...table.split('\n\n')[0]!.matchAll(/^\| `(\w+)` \|/gm)].map(([, kind]) => kind);
    expect(explained).toEqual([...DIFFERENCE_KINDS]);
    expect([...samples.keys()]).toEqual([...DIFFERENCE_KINDS]);
  });
});
