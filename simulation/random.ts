/** Chance that repeats: the same seed gives the same run. */
export interface Chance {
  /** A whole number from 0 to `below − 1`. */
  int(below: number): number;
  /** True about once in `n`. */
  oneIn(n: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One of the entries, as often as its weight says. */
  weighted<T>(entries: readonly (readonly [weight: number, item: T])[]): T;
  bytes(length: number): Buffer;
}

/** xoshiro128** (Blackman and Vigna), seeded by splitmix32. */
export function createChance(seed: number): Chance {
  let mixed = seed >>> 0;
  const mix = () => {
    mixed = (mixed + 0x9e3779b9) >>> 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  const state: [number, number, number, number] = [mix(), mix(), mix(), mix()];
  const rotate = (x: number, k: number) => (x << k) | (x >>> (32 - k));

  function next(): number {
    const result = Math.imul(rotate(Math.imul(state[1], 5), 7), 9) >>> 0;
    const t = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= t;
    state[3] = rotate(state[3], 11);
    return result;
  }

  const int = (below: number) => Math.floor((next() / 2 ** 32) * below);
  return {
    int,
    oneIn: (n) => int(n) === 0,
    pick: (items) => items[int(items.length)]!,
    weighted(entries) {
      let left = int(entries.reduce((sum, [weight]) => sum + weight, 0));
      for (const [weight, item] of entries) {
        if (left < weight) return item;
        left -= weight;
      }
      throw new RangeError('nothing to choose from');
    },
    bytes(length) {
      const bytes = Buffer.alloc(length);
      for (let i = 0; i < length; i++) bytes[i] = int(256);
      return bytes;
    },
  };
}
