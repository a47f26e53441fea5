import { describe, expect, it } from 'vitest';
import { createBatchSize } from './batch-size.ts';

/** The sizes asked for, one after another, at a node that bears so many blocks at once. */
function sizesAt(bears: number, count: number, size = createBatchSize(500)): number[] {
  return Array.from({ length: count }, () => {
    const asked = size.blocks();
    if (asked <= bears) size.noteRead(asked);
    else size.noteFailed(asked);
    return asked;
  });
}

describe('the size of a batch', () => {
  it('is halved until the node bears it, and rarely more is tried', () => {
    const sizes = sizesAt(40, 104);
    expect(sizes.slice(0, 5)).toEqual([500, 250, 125, 62, 31]);
    expect(sizes.filter((asked) => asked > 40)).toHaveLength(8);
  });

  it('grows with each batch after an outage, when no size was borne', () => {
    const size = createBatchSize(500);
    sizesAt(0, 12, size);
    expect(sizesAt(500, 10, size)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 500]);
  });

  it('is half of what was asked, where that was less', () => {
    const size = createBatchSize(500);
    size.noteFailed(7);
    expect(size.blocks()).toBe(3);
  });

  it('is not thought to be borne by fewer blocks', () => {
    const size = createBatchSize(500);
    sizesAt(40, 5, size);
    for (let i = 0; i < 100; i++) size.noteRead(1);
    expect(size.blocks()).toBe(31);
  });
});
