import { describe, expect, it } from 'vitest';
import { findFork } from './find-fork.ts';
import { drawn } from './test-chain.fixture.ts';

/** The height found, or why none was. `.` in `seen` is a height that the node does not have. */
function forkOf(pictures: { known: string; seen: string }): bigint | string {
  const seen = pictures.seen.split(/\s+/).map((name) => (name === '.' ? null : drawn(name)[0]!));
  const search = findFork(drawn(pictures.known), seen);
  return search.outcome === 'found' ? search.fork.number : search.outcome;
}

describe('findFork', () => {
  it('finds the block under a reorg of one block', () => {
    //        ┌ 4a  known
    // 1a─2a─3a
    //        └ 4b  seen
    expect(forkOf({ known: '1a 2a 3a 4a', seen: '1a 2a 3a 4b' })).toBe(3n);
  });

  it('finds the block under a reorg of several blocks', () => {
    //     ┌ 3a─4a─5a  known
    // 1a─2a
    //     └ 3b─4b─5b  seen
    expect(forkOf({ known: '1a 2a 3a 4a 5a', seen: '1a 2a 3b 4b 5b' })).toBe(2n);
  });

  it('finds it where the new chain is still shorter', () => {
    //     ┌ 3a─4a─5a  known
    // 1a─2a
    //     └ 3b        seen
    expect(forkOf({ known: '1a 2a 3a 4a 5a', seen: '1a 2a 3b . .' })).toBe(2n);
  });

  it('finds the tip where the chain only goes on', () => {
    // 1a─2a─3a        known
    // 1a─2a─3a─4a     seen
    expect(forkOf({ known: '1a 2a 3a', seen: '1a 2a 3a 4a' })).toBe(3n);
  });

  it('takes the pairs in whatever order they come', () => {
    expect(forkOf({ known: '4a 1a 3a 2a', seen: '3b 2a 4b 1a' })).toBe(2n);
  });

  it('skips heights of which one side knows nothing', () => {
    // 1a─(2)─3a─4a    known, 2 not kept
    // 1a─2a─(3)─4b    seen, 3 not answered
    expect(forkOf({ known: '1a 3a 4a', seen: '1a 2a . 4b' })).toBe(1n);
  });

  it('says that the fork lies deeper when every pair differs', () => {
    // 2a─3a─4a  known
    // 2b─3b─4b  seen
    expect(forkOf({ known: '2a 3a 4a', seen: '2b 3b 4b' })).toBe('deeper');
  });

  it('concludes nothing from a node that shows none of these heights', () => {
    expect(forkOf({ known: '2a 3a 4a', seen: '. . .' })).toBe('unknown');
  });
});
