import { describe, expect, it } from 'vitest';
import { findSlugFlaw, isSlug, randomSlug } from './slug.ts';

describe('a slug', () => {
  it.each(['tea', 'tea-club', '2026', 'a1b', 'x'.repeat(64), 'a-b-c'])('may be %s', (slug) => {
    expect(findSlugFlaw(slug)).toBeUndefined();
  });

  it.each([
    '',
    'te',
    'Tea',
    'tea club',
    'tea_club',
    '-tea',
    'tea-',
    'tea--club',
    'té-club',
    'x'.repeat(65),
    '../tea',
    'tea\n',
  ])('may not be %j', (slug) => {
    expect(findSlugFlaw(slug)).toBe('malformed');
    expect(isSlug(slug)).toBe(false);
  });

  it.each(['admin', 'login', 'opentill', 'support', 'checkout', 'api'])(
    'may not be %s, which visitors would trust',
    (slug) => {
      expect(findSlugFlaw(slug)).toBe('reserved');
    },
  );
});

describe('a random slug', () => {
  it('leaves out the bytes that would make some letters likelier', () => {
    const given = [Uint8Array.from([255, 254, 253, 252, 251, 250, 249, 248, 0, 1]), new Uint8Array(10).fill(30)];
    expect(randomSlug(() => given.shift()!)).toBe('23zzzzzzzz');
  });

  it('is one that a merchant could have chosen', () => {
    for (let start = 0; start < 50; start++) {
      const slug = randomSlug((length) => Uint8Array.from({ length }, (_, at) => (start + at * 7) & 127));
      expect(findSlugFlaw(slug)).toBeUndefined();
    }
  });
});
