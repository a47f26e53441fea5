import { expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { exactNumber, isExactNumber, parseJsonNumbers } from './exact-number.ts';

const parse = (text: string) => parseJsonNumbers(text, exactNumber);

it.each(['0', '-0', '39.990', '1e2', '1E+2', '1e999', '0.1', '12345678901234567890.10', '[1,[2.50,{"a":-1e-7}]]'])(
  'a parsed %s is written as it was read',
  (text) => {
    expect(JSON.stringify(parse(text))).toBe(text);
  },
);

it('tells numbers from everything else', () => {
  const { number, text, like } = parse('{"number": 1, "text": "1", "like": {"rawJSON": "1"}}') as Record<
    string,
    unknown
  >;
  expect([number, text, like, null, 1].map(isExactNumber)).toEqual([true, false, false, false, false]);
});

it('hashes a body by its numbers’ own text: equal only where they were written alike', () => {
  expect(canonicalJson(parse('{"b": 1.10, "a": [2]}'))).toBe('{"a":[2],"b":1.10}');
  expect(canonicalJson(parse('{"a": 1.1}'))).not.toBe(canonicalJson(parse('{"a": {"rawJSON": "1.1"}}')));
});

it('throws for text that is no JSON', () => {
  expect(() => parse('{"a": NaN}')).toThrow(SyntaxError);
  expect(() => exactNumber('{}')).toThrow(SyntaxError);
});
