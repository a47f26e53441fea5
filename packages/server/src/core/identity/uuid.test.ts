import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inOrder, uuidv7 } from './uuid.ts';

const NOW = Date.UTC(2026, 0, 31);
const VERSION_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it('gives ids of one millisecond the order that is asked of them, and keeps them what they are', () => {
  const order = fc.integer({ min: 0, max: 4095 });
  fc.assert(
    fc.property(order, order, (a, b) => {
      const [one, two] = [a, b].map((each) => inOrder(uuidv7(NOW, randomBytes(10)), each)) as [string, string];
      expect(one).toMatch(VERSION_7);
      if (a !== b) expect(one < two).toBe(a < b);
      expect(inOrder(uuidv7(NOW, randomBytes(10)), a) < uuidv7(NOW + 1, new Uint8Array(10))).toBe(true);
    }),
  );
});

it('puts what is beyond the order’s room last, where it was made later anyway', () => {
  expect(inOrder(uuidv7(NOW, new Uint8Array(10)), 5000)).toMatch(/-7fff-/);
});
