import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MUTANTS } from './all.ts';
import { applyEdit, type Edit, LostPlace } from './mutant.ts';

const read = ({ file }: Edit) =>
  readFileSync(new URL(`../../packages/server/src/${file}`, import.meta.url), { encoding: 'utf8' });

it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('%s finds its place in the source', (_, { edits }) => {
  for (const edit of edits) expect(applyEdit(read(edit), edit)).not.toBe(read(edit));
});

it('has names that tell the mutants apart', () => {
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
});

it('refuses an edit whose place is gone, or is not the only one', () => {
  const edit = { file: 'a.ts', from: 'b', to: 'c' };
  expect(() => applyEdit('a', edit)).toThrow(LostPlace);
  expect(() => applyEdit('bb', edit)).toThrow(LostPlace);
});
