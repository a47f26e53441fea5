import { describe, expect, it } from 'vitest';
import { checkBatch } from './check-batch.ts';
import { drawn } from './test-chain.fixture.ts';

const [standing] = drawn('2a');

describe('checkBatch', () => {
  it('accepts blocks that continue the chain', () => {
    // 2a│3a─4a─5a
    expect(checkBatch(standing!, drawn('2a 3a 4a 5a').slice(1))).toEqual({ outcome: 'linked' });
  });

  it('accepts blocks with equal timestamps', () => {
    const blocks = drawn('2a 3a 4a').slice(1);
    const equal = blocks.map((block) => ({ ...block, timestamp: standing!.timestamp }));
    expect(checkBatch(standing!, equal)).toEqual({ outcome: 'linked' });
  });

  it('signals a fork when the first block is no child of ours', () => {
    // 2a│
    // 2b─3b─4b
    expect(checkBatch(standing!, drawn('2b 3b 4b').slice(1))).toEqual({ outcome: 'forked', at: 3n });
  });

  it('concludes no fork from a break inside the batch: it was read across a reorg', () => {
    // 2a│3a─✗─4b─5b
    const blocks = [...drawn('2a 3a').slice(1), ...drawn('3b 4b 5b').slice(1)];
    expect(checkBatch(standing!, blocks)).toEqual({ outcome: 'torn', at: 4n, flaw: 'parent' });
  });

  it('refuses a gap, inside and at the start', () => {
    const [, third, , fifth] = drawn('2a 3a 4a 5a');
    expect(checkBatch(standing!, [third!, fifth!])).toEqual({ outcome: 'torn', at: 5n, flaw: 'number' });
    expect(checkBatch(standing!, [fifth!])).toEqual({ outcome: 'torn', at: 5n, flaw: 'number' });
  });

  it('refuses a block from before its parent: the watermark would go back', () => {
    const [third, fourth] = drawn('2a 3a 4a').slice(1);
    const early = { ...fourth!, timestamp: third!.timestamp - 1 };
    expect(checkBatch(standing!, [third!, early])).toEqual({ outcome: 'torn', at: 4n, flaw: 'time' });
  });

  it('refuses an empty batch', () => {
    expect(checkBatch(standing!, [])).toEqual({ outcome: 'torn', at: 3n, flaw: 'empty' });
  });
});
