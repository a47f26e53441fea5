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

const block = (number: bigint) => ({ number }) as ChainBlock;
/** All that can go on without an answer has gone on. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A node that answers each reading, with its first block, when it is told to. */
function heldNode() {
  const asked: string[] = [];
  const waiting = new Map<string, PromiseWithResolvers<readonly ChainBlock[]>>();
  return {
    asked,
    readBlocks(from: bigint, to: bigint): Promise<readonly ChainBlock[]> {
      const range = `${from}–${to}`;
      asked.push(range);
      waiting.set(range, Promise.withResolvers());
      return waiting.get(range)!.promise;
    },
    answer: (range: string) => waiting.get(range)!.resolve([block(BigInt(range.split('–')[0]!))]),
    refuse: (range: string) => waiting.get(range)!.reject(new Error(`no ${range}`)),
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

  it('asks for the blocks of a large batch in readings of a hundred, four at once, the earliest first', async () => {
    const node = heldNode();
    const batches = readAhead(node, { from: 1n, to: 1000n, size: () => 250 });
    const first = batches.next();
    await turn();
    expect(node.asked).toEqual(['1–100', '101–200', '201–250', '251–350']);
    node.answer('201–250');
    await turn();
    expect(node.asked.slice(4)).toEqual(['351–450']);
    node.answer('101–200');
    node.answer('1–100');
    expect((await first).value).toEqual([block(1n), block(101n), block(201n)]);
    expect(node.asked.slice(5)).toEqual(['451–500', '501–600']);
    await batches.return(undefined);
  });

  it('reads the last batch with all readings at once', async () => {
    const node = heldNode();
    const batches = readAhead(node, { from: 1n, to: 400n, size: () => 500 });
    const only = batches.next();
    await turn();
    expect(node.asked).toHaveLength(4);
    for (const range of node.asked) node.answer(range);
    expect((await only).value).toHaveLength(4);
  });

  it('asks for nothing more once a reading has failed', async () => {
    const node = heldNode();
    const batches = readAhead(node, { from: 1n, to: 10_000n, size: () => 500 });
    const first = batches.next();
    await turn();
    node.refuse('201–300');
    await expect(first).rejects.toThrow('no 201–300');
    node.answer('1–100');
    await turn();
    expect(node.asked).toHaveLength(4);
  });

  it('begins no reading for a consumer that has left', async () => {
    const node = heldNode();
    const batches = readAhead(node, { from: 1n, to: 10_000n, size: () => 100 });
    const first = batches.next();
    await turn();
    node.answer('1–100');
    await first;
    const asked = node.asked.length;
    await batches.return(undefined);
    for (const range of node.asked.slice(1)) node.answer(range);
    await turn();
    expect(node.asked).toHaveLength(asked);
  });

  it('asks for nothing where there is nothing to read', async () => {
    const node = quietNode();
    expect((await readAhead(node, { from: 5n, to: 4n, size: () => 10 }).next()).done).toBe(true);
    expect(node.asked).toEqual([]);
  });
});
