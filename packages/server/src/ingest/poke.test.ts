import { describe, expect, it } from 'vitest';
import { createPoke } from './poke.ts';

const LONG_MS = 600_000;

describe('a poke', () => {
  it('ends the wait', async () => {
    const poke = createPoke();
    const waiting = poke.wait(LONG_MS).then(() => 'ended');
    poke.poke();
    expect(await waiting).toBe('ended');
  });

  it('that came while nobody waited ends the next wait at once, once for all that came', async () => {
    const poke = createPoke();
    poke.poke();
    poke.poke();
    await poke.wait(LONG_MS);
    const second = await Promise.race([poke.wait(LONG_MS).then(() => 'ended'), Promise.resolve('waits')]);
    expect(second).toBe('waits');
    poke.poke();
  });

  it('that never comes ends the wait after its time', async () => {
    expect(await createPoke().wait(1)).toBeUndefined();
  });
});
