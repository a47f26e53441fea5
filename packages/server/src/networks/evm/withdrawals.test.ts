import { expect, it } from 'vitest';
import type { Hex } from '../../core/hex.ts';
import { addressOf } from './testing/sources.ts';
import { decodeWithdrawals } from './withdrawals.ts';

const BLOCK: Hex = `0x${'b'.repeat(64)}`;
const SHOP = addressOf(0xd1);
const decode = (withdrawals: unknown) => decodeWithdrawals({ withdrawals }, BLOCK, 'node.test');

it('a withdrawal from the beacon chain is native coin, its amount given in Gwei', () => {
  const withdrawal = { index: '0x1f', validatorIndex: '0x2', address: SHOP, amount: '0x3b9aca01' };
  expect(decode([withdrawal])).toEqual([
    {
      txHash: BLOCK,
      position: 'withdrawal:31',
      contract: null,
      from: addressOf(0),
      to: SHOP,
      amountAtomic: 1_000_000_001_000_000_000n,
    },
  ]);
});

it('one of nothing is none, and a block of a network without any has none', () => {
  expect(decode([{ index: '0x1', validatorIndex: '0x2', address: SHOP, amount: '0x0' }])).toEqual([]);
  expect(decode(undefined)).toEqual([]);
});

it.each([
  ['that are no list', {}],
  ['without a recipient', [{ index: '0x1', amount: '0x1' }]],
  ['without an index', [{ address: SHOP, amount: '0x1' }]],
  ['without an amount', [{ index: '0x1', address: SHOP }]],
])('withdrawals %s are a failed read', (_name, withdrawals) => {
  expect(() => decode(withdrawals)).toThrow('node.test');
});
