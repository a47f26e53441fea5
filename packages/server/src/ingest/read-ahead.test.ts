import { describe, expect, it } from 'vitest';
import type { ChainBlock } from '../core/chain/blocks.ts';
import { readAhead } from './read-ahead.ts';

/** A node that notes what is asked of it and answers with nothing. */
function quietNode(fail: (from: bigint) => boolean = () => false) {
  const asked: string[] = [];
  return {
    asked,
    async readBlocks(from: bigint, to: bigint): Promise<readonly ChainBlock[]> {
      asked.push(`${from}–${to}`);
      if (fail(from)) throw new Error(`no ${from}`);
      return [];
    },
  };
}

describe('readAhead', () => {
  it('asks for every block once, in order', async () => {
    const node = quietNode();
    let batches = 0;
    for await (const _ of readAhead(node, { from: 11n, to: 42n, size: () => 10 })) batches++;
    expect(node.asked).toEqual(['11–20', '21–30', '31–40', '41–42']);
    expect(batches).toBe(4);
  });

  it('asks for the next batches before the consumer is done with the first', async () => {
    const node = quietNode();
    const batches = readAhead(node, { from: 1n, to: 100n, size: () => 10 });
    await batches.next();
    expect(node.asked).toEqual(['1–10', '11–20', '21–30', '31–40']);
    await batches.return(undefined);
    expect(node.asked).toHaveLength(4);
  });

  it('throws a failed read when its turn comes, after the batches before it', async () => {
    const node = quietNode((from) => from === 11n);
    const batches = readAhead(node, { from: 1n, to: 100n, size: () => 10 });
    expect((await batches.next()).done).toBe(false);
    await expect(batches.next()).rejects.toThrow('no 11');
  });

  it('asks for nothing where there is nothing to read', async () => {
    const node = quietNode();
    expect((await readAhead(node, { from: 5n, to: 4n, size: () => 10 }).next()).done).toBe(true);
    expect(node.asked).toEqual([]);
  });
});
