import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { exactNumber, isExactNumber, parseJsonNumbers, parseLosslessly } from './exact-number.ts';

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

describe('parsed without loss', () => {
  const number = fc.oneof(
    fc.integer().map(String),
    fc.bigInt().map(String),
    fc.stringMatching(/^-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,4})?$/),
  );
  const text = fc.string().map((each) => JSON.stringify(each));
  const { json } = fc.letrec<{ json: string }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      number,
      text,
      fc.constantFrom('true', 'null', '[]', '{}'),
      fc.array(tie('json'), { maxLength: 4 }).map((members) => `[${members.join(',')}]`),
      fc.array(tie('json'), { maxLength: 4 }).map((members) => `{${members.map((m, i) => `"k${i}":${m}`).join(',')}}`),
    ),
  }));

  it('every JSON is written as it was read', () => {
    fc.assert(
      fc.property(json, (given) => {
        expect(JSON.stringify(parseLosslessly(given))).toBe(given);
      }),
      { numRuns: 2000 },
    );
  });

  it('a number that a float holds stays a number, wherever it stands', () => {
    expect(
      parseLosslessly('{"a": 1, "b": [ -5 , 0.5,1e21], "c": "12:00:00.000Z", "version": 9007199254740991 }'),
    ).toEqual({
      a: 1,
      b: [-5, 0.5, exactNumber('1e21')],
      c: '12:00:00.000Z',
      version: 9007199254740991,
    });
  });

  it.each(['12345678901234567890', '1.50', '1e2', '-0', '1e999', '[ 1.50 ]', '{"a" :\t1.50\n}'])(
    '%s keeps its text',
    (given) => {
      expect(JSON.stringify(parseLosslessly(given))).toBe(given.replaceAll(/\s/g, ''));
    },
  );

  it('costs no more for a million digits than reading them', () => {
    const long = `{"a":"${',1'.repeat(500_000)}","b":${'1'.repeat(500_000)}}`;
    expect(JSON.stringify(parseLosslessly(long))).toBe(long);
  });
});
