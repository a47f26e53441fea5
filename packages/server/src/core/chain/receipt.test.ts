import { expect, it } from 'vitest';
import type { Hex } from '../hex.ts';
import { gainOf } from './receipt.ts';

const [ADA, BOB, TOKEN]: Hex[] = ['0xaa', '0xbb', '0xcc'];
const move = (from: Hex, to: Hex, amountAtomic: bigint, contract: Hex | null = TOKEN!) => ({
  txHash: '0x01' as Hex,
  position: 'log:0',
  contract,
  from,
  to,
  amountAtomic,
});
const gain = (...transfers: ReturnType<typeof move>[]) =>
  gainOf(
    { txHash: '0x01', blockNumber: 1n, blockHash: '0x02', succeeded: true, transfers },
    { contract: TOKEN!, address: ADA! },
  );

it('is what came to the address, less what left it in the same transaction', () => {
  expect(gain(move(BOB!, ADA!, 5n), move(BOB!, ADA!, 7n))).toBe(12n);
  expect(gain(move(BOB!, ADA!, 5n), move(ADA!, BOB!, 5n))).toBe(0n);
  expect(gain(move(ADA!, ADA!, 5n))).toBe(0n);
  expect(gain(move(ADA!, BOB!, 5n))).toBe(-5n);
  expect(gain(move(BOB!, ADA!, 5n, null), move(BOB!, ADA!, 6n, BOB!))).toBe(0n);
});
