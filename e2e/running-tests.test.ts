import { expect, it } from 'vitest';
import { titlesOfRunningTests } from './running-tests.ts';

const titlesIn = (source: string) => [...titlesOfRunningTests('some.test.ts', source)];

it('finds groups, tests, cases and templates, also where the cases have a name', () => {
  const source = `
    const KINDS = [['by name', 1]] as const;
    describe('a group', () => {
      it('is one', async () => {});
      test.each([['by hand', 2]])('is %s', (_, n) => {});
      it.for(KINDS)('is each %s', ([, n]) => {}, 1000);
    });
    describe.each(KINDS)(\`of %s\`, () => {});
    test('with options', { timeout: 5 }, () => {});`;
  expect(titlesIn(source)).toEqual([
    'a group',
    'is one',
    'is %s',
    'by hand',
    'is each %s',
    'by name',
    'of %s',
    'with options',
  ]);
});

it.each([
  ['a comment', "// it('this', () => {});"],
  ['a comment of several lines', "/* it('this', () => {}); */"],
  ['a test that is left out', "it.skip('this', () => {});"],
  ['a test to be written', "it.todo('this');"],
  ['a test without a body', "it('this');"],
  ['a test that may be left out', "it.skipIf(isRoot)('this', () => {});"],
  ['a test that keeps the others from running', "it.only('this', () => {});"],
  ['a test that is to fail', "it.fails('this', () => {});"],
  ['a test that is left out by an option', "it('this', { skip: true }, () => {});"],
  ['cases that are left out', "it.skip.each([['this']])('%s', () => {});"],
  ['a group that is left out', "describe.skip('others', () => { it('this', () => {}); });"],
  ['a text beside the tests', "const title = 'this'; it('other', () => { expect('this').toBe('this'); });"],
])('takes %s for no test', (_, source) => {
  expect(titlesIn(source)).not.toContain('this');
});
