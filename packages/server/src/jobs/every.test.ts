import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { every } from './every.ts';

/** 0x80… is a half: the jitter that changes nothing. */
const half = () => Uint8Array.of(0x80, 0, 0, 0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function job(run: () => Promise<unknown>) {
  const faults: unknown[] = [];
  const running = every({
    name: 'prune',
    intervalMs: 1000,
    run,
    onFault: (error, name) => faults.push([name, error]),
    randomBytes: half,
  });
  return { ...running, faults };
}

describe('a periodic job', () => {
  it('runs once an interval', async () => {
    const run = vi.fn(async () => {});
    const { stop } = job(run);
    await vi.advanceTimersByTimeAsync(3500);
    expect(run).toHaveBeenCalledTimes(3);
    await stop();
  });

  it('never runs twice at once: the next interval begins when a run has ended', async () => {
    let end = () => {};
    const run = vi.fn(
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    const { stop } = job(run);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(run).toHaveBeenCalledTimes(1);
    end();
    await vi.advanceTimersByTimeAsync(1000);
    expect(run).toHaveBeenCalledTimes(2);
    end();
    await stop();
  });

  it('goes on after a run that failed, and reports it', async () => {
    const error = new Error('no database');
    const run = vi.fn().mockRejectedValueOnce(error).mockResolvedValue(undefined);
    const { stop, faults } = job(run);
    await vi.advanceTimersByTimeAsync(2500);
    expect(run).toHaveBeenCalledTimes(2);
    expect(faults).toEqual([['prune', error]]);
    await stop();
  });

  it('waits for the run under way when it is stopped, and runs no more', async () => {
    let end = () => {};
    const run = vi.fn(
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    const { stop } = job(run);
    await vi.advanceTimersByTimeAsync(1000);
    let stopped = false;
    const stopping = stop().then(() => {
      stopped = true;
    });
    await vi.advanceTimersByTimeAsync(5000);
    expect(stopped).toBe(false);
    end();
    await stopping;
    await vi.advanceTimersByTimeAsync(5000);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('spreads its interval by ten per cent to either side', async () => {
    const run = vi.fn(async () => {});
    const { stop } = every({
      name: 'x',
      intervalMs: 1000,
      run,
      onFault: () => {},
      randomBytes: () => new Uint8Array(4),
    });
    await vi.advanceTimersByTimeAsync(899);
    expect(run).toHaveBeenCalledTimes(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(run).toHaveBeenCalledTimes(1);
    await stop();
  });
});
