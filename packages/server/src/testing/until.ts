import { expect, vi } from 'vitest';

/** Resolves once `read` gives `expected`; fails with the difference when it does not in time. */
export async function until<T>(read: () => T | Promise<T>, expected: T): Promise<void> {
  await vi.waitFor(async () => expect(await read()).toEqual(expected), { timeout: 30_000, interval: 5 });
}
