import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchHeads } from './heads.ts';
import { startTestNode, type TestNode } from './testing/node.ts';
import { makeSource } from './testing/sources.ts';

let node: TestNode;
beforeAll(async () => {
  node = await startTestNode();
});
afterAll(() => node?.close());

/** Counts calls, and lets a test wait for the next one. */
function makeListener() {
  let wake: () => void = () => {};
  const listener = {
    calls: 0,
    onHead: () => {
      listener.calls += 1;
      wake();
    },
    next: () =>
      new Promise<void>((resolve) => {
        wake = resolve;
      }),
  };
  return listener;
}

async function mineUntil(listener: ReturnType<typeof makeListener>): Promise<void> {
  const called = listener.next();
  await node.call('evm_mine');
  await called;
}

describe('watching for new heads', () => {
  it('hears of each over a WebSocket, long before a poll would', async () => {
    const source = makeSource({ urls: [node.url], wsUrl: node.wsUrl, blockTimeMs: 3_600_000 });
    const listener = makeListener();
    const stop = source.watchHeads(listener.onHead);
    await listener.next();
    // The subscription may come after the first poll: mine until it tells.
    let told = false;
    const announced = listener.next().then(() => {
      told = true;
    });
    while (!told) await node.call('evm_mine');
    await announced;
    await mineUntil(listener);
    stop();
    await source.close();
  });

  it('polls where there is no WebSocket, and calls back only when the height has changed', async () => {
    const source = makeSource({ urls: [node.url], blockTimeMs: 10 });
    const listener = makeListener();
    const stop = source.watchHeads(listener.onHead);
    await listener.next();
    const before = listener.calls;
    await mineUntil(listener);
    await mineUntil(listener);
    expect(listener.calls).toBe(before + 2);
    stop();
    await source.close();
  });

  it('polls while the WebSocket cannot be reached', async () => {
    const source = makeSource({ urls: [node.url], wsUrl: 'ws://127.0.0.1:1', blockTimeMs: 10 });
    const listener = makeListener();
    const stop = source.watchHeads(listener.onHead);
    await listener.next();
    await mineUntil(listener);
    stop();
    await source.close();
  });

  it('goes on after a poll that failed', async () => {
    let asked = 0;
    const listener = makeListener();
    const readHeight = async () => {
      asked += 1;
      if (asked < 3) throw new Error('the node is away');
      return 1n;
    };
    const heard = listener.next();
    const stop = watchHeads({ wsUrl: null, blockTimeMs: 10, readHeight }, listener.onHead);
    await heard;
    expect(asked).toBe(3);
    stop();
  });

  it('is quiet once it was stopped', async () => {
    const listener = makeListener();
    let answer: (height: bigint) => void = () => {};
    const height = new Promise<bigint>((resolve) => {
      answer = resolve;
    });
    const asked = new Promise<void>((resolve) => {
      const stop = watchHeads(
        {
          wsUrl: null,
          blockTimeMs: 10,
          readHeight: () => {
            stop();
            resolve();
            return height;
          },
        },
        listener.onHead,
      );
    });
    await asked;
    answer(5n);
    await height;
    expect(listener.calls).toBe(0);
  });
});
