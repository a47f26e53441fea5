import { describe, expect, it } from 'vitest';
import { createRenderQueue } from './render-queue.ts';

/** A queue whose runs end when the test says so. */
function controlled() {
  const runs: string[] = [];
  const endings: (() => void)[] = [];
  const queue = createRenderQueue<string>(async (key) => {
    runs.push(key);
    await new Promise<void>((resolve) => endings.push(resolve));
  });
  async function finish(): Promise<void> {
    endings.shift()?.();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { queue, runs, finish };
}

describe('rendering for open pages', () => {
  it('is done for one session at a time', async () => {
    const { queue, runs, finish } = controlled();
    for (const key of ['a', 'b', 'c']) queue.add(key);
    expect(runs).toEqual(['a']);
    await finish();
    expect(runs).toEqual(['a', 'b']);
    await finish();
    expect(runs).toEqual(['a', 'b', 'c']);
  });

  it('answers a thousand wakes during a render with one more', async () => {
    const { queue, runs, finish } = controlled();
    queue.add('a');
    for (let i = 0; i < 1000; i++) queue.add('a');
    await finish();
    expect(runs).toEqual(['a', 'a']);
    await finish();
    expect(runs).toEqual(['a', 'a']);
  });

  it('goes on when asked again after it had nothing to do', async () => {
    const { queue, runs, finish } = controlled();
    queue.add('a');
    await finish();
    queue.add('b');
    expect(runs).toEqual(['a', 'b']);
  });
});
