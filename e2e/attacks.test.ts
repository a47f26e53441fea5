import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { titlesOfRunningTests } from './running-tests.ts';

/** docs/security/attacks.md names a test for every case. This holds the names to the tests. */
const ROOT = join(import.meta.dirname, '..');
const page = readFileSync(join(ROOT, 'docs/security/attacks.md'), 'utf8');

const rows = page
  .split('\n')
  .filter((line) => /^\| [1-9]/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));

/** `12`, `9a`, `41–44`, `56, 58` → the lines that a row is about. */
function linesOf(cell: string): readonly string[] {
  return cell.split(', ').flatMap((part) => {
    const [from, to = from] = part.split('–');
    if (from === to) return [from!];
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => String(Number(from) + i));
  });
}

interface Named {
  readonly file: string;
  readonly title: string;
}

const named: readonly Named[] = rows.flatMap(([, , , tests = '']) =>
  tests.split(/; (?=`)/).flatMap((part) => {
    const [, file] = /^`([^`]+)`/.exec(part) ?? [];
    return [...part.matchAll(/“([^”]+)”/g)].map(([, title]) => ({ file: file ?? '', title: title! }));
  }),
);

function pathOf(file: string): string {
  const isFromRoot = file.startsWith('e2e/') || file.startsWith('packages/');
  return join(ROOT, isFromRoot ? '' : 'packages/server/src', file);
}

const titles = new Map<string, ReadonlySet<string>>();

/** Whether the file has a test that runs, a group or a case of that name. */
function hasRunningTest(file: string, title: string): boolean {
  const known = titles.get(file) ?? titlesOfRunningTests(file, readFileSync(pathOf(file), 'utf8'));
  titles.set(file, known);
  return known.has(title);
}

describe('the page of attacks', () => {
  it('has a row for each of the 58 lines, and for 9a and 24a', () => {
    const expected = [...Array.from({ length: 58 }, (_, i) => String(i + 1)), '9a', '24a'];
    expect(rows.flatMap(([lines]) => linesOf(lines!)).toSorted()).toEqual(expected.toSorted());
  });

  it('names a test for each line, but for what is not built', () => {
    const unnamed = rows.filter(([, , , tests = '']) => !tests.includes('“'));
    expect(unnamed.map(([lines, , here]) => [lines, here?.startsWith('not built: ')])).toEqual([
      ['41–44', true],
      ['56, 58', true],
    ]);
  });

  it.each(named)('$file: “$title”', ({ file, title }) => {
    expect(file).toMatch(/\.test\.tsx?$/);
    expect(existsSync(pathOf(file))).toBe(true);
    expect(hasRunningTest(file, title)).toBe(true);
  });
});
