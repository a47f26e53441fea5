import { describe, expect, it } from 'vitest';
import type { ChainTransfer } from '../../core/chain/blocks.ts';
import type { Hex } from '../../core/hex.ts';
import { addressOf } from './testing/sources.ts';
import { decodeCallTraces } from './trace-calls.ts';
import { movementsIn } from './trace-frames.ts';
import { decodeTraceList } from './trace-list.ts';

/** Frames as nodes write them, recorded and shortened (gas, input and output left out). */
const HOST = 'node.test';
const TX: Hex = `0x${'7'.repeat(64)}`;
const BLOCK: Hex = `0x${'b'.repeat(64)}`;
const [SENDER, WALLET, SHOP, OTHER] = [addressOf(0xf3), addressOf(0x5f), addressOf(0xd1), addressOf(0xd2)];
const PRECOMPILE: Hex = '0x0000000000000000000000000000000000000001';

type CallFrame = { readonly type: string; readonly calls?: readonly CallFrame[] } & Record<string, unknown>;

const frame = (type: string, to: Hex, value: string | undefined, more: object = {}): CallFrame => ({
  type,
  from: WALLET,
  to,
  ...(value !== undefined && { value }),
  ...more,
});

/** A transaction from SENDER to WALLET that carries nothing, with these calls in it. */
const ofGeth = (calls: readonly CallFrame[], root: object = {}) => [
  { txHash: TX, result: { type: 'CALL', from: SENDER, to: WALLET, value: '0x0', calls, ...root } },
];
const moved = (transfers: readonly ChainTransfer[]) =>
  transfers.map(({ position, to, amountAtomic }) => [position, to, amountAtomic]);
const inCalls = (result: unknown) => moved(decodeCallTraces(result, HOST).flatMap(movementsIn));

interface ListEntry {
  readonly at: readonly number[];
  readonly subtraces?: number;
  readonly type?: string;
  readonly action: object;
  readonly result?: object | null;
  readonly error?: string;
}

const entry = ({ at, subtraces = 0, type = 'call', action, result = {}, error }: ListEntry) => ({
  traceAddress: at,
  subtraces,
  type,
  action,
  result,
  ...(error !== undefined && { error }),
  blockHash: BLOCK,
  blockNumber: 7,
  transactionHash: TX,
  transactionPosition: 0,
});
const callOf = (callType: string, to: Hex, value: string) => ({ callType, from: WALLET, to, value });
const rootOf = (subtraces: number, more: Partial<ListEntry> = {}) =>
  entry({ at: [], subtraces, action: { callType: 'call', from: SENDER, to: WALLET, value: '0x0' }, ...more });
const inList = (list: unknown) => moved(decodeTraceList(list, BLOCK, HOST).transactions.flatMap(movementsIn));

describe('frames of geth’s call tracer', () => {
  it('move what a successful CALL carries', () => {
    expect(inCalls(ofGeth([frame('CALL', SHOP, '0x5'), frame('CALL', OTHER, '0x7')]))).toEqual([
      ['trace:0', SHOP, 5n],
      ['trace:1', OTHER, 7n],
    ]);
  });

  it.each(['DELEGATECALL', 'CALLCODE', 'STATICCALL'])('move nothing by a %s, whatever value it shows', (type) => {
    expect(inCalls(ofGeth([frame(type, SHOP, '0x9')]))).toEqual([]);
  });

  it('move what a call inside delegated code carries', () => {
    const delegated = frame('DELEGATECALL', OTHER, '0x9', { calls: [frame('CALL', SHOP, '0x9')] });
    expect(inCalls(ofGeth([delegated]))).toEqual([['trace:0.0', SHOP, 9n]]);
  });

  it.each(['CREATE', 'CREATE2'])('move what a %s gives the contract that it makes', (type) => {
    expect(inCalls(ofGeth([frame(type, SHOP, '0x6')]))).toEqual([['trace:0', SHOP, 6n]]);
  });

  it('move what a SELFDESTRUCT leaves', () => {
    const destroyed = frame('CALL', OTHER, '0x4', { calls: [frame('SELFDESTRUCT', SHOP, '0x4', { from: OTHER })] });
    expect(inCalls(ofGeth([destroyed]))).toEqual([
      ['trace:0', OTHER, 4n],
      ['trace:0.0', SHOP, 4n],
    ]);
  });

  it('move nothing in a frame that failed, nor below it, however deep', () => {
    const paying = frame('CALL', SHOP, '0x9');
    const between = frame('CALL', OTHER, '0x0', { calls: [paying] });
    const failed = frame('CALL', OTHER, '0x9', { error: 'execution reverted', calls: [between, paying] });
    expect(inCalls(ofGeth([failed, frame('CALL', SHOP, '0x1')]))).toEqual([['trace:0', SHOP, 1n]]);
  });

  it('move nothing in a transaction that failed', () => {
    expect(inCalls(ofGeth([frame('CALL', SHOP, '0x9')], { error: 'out of gas' }))).toEqual([]);
  });

  it('leave the transaction’s own value to the transaction', () => {
    expect(inCalls(ofGeth([], { value: '0xc', to: SHOP }))).toEqual([]);
  });

  it('give the value of a transaction that makes a contract to that contract', () => {
    expect(inCalls(ofGeth([], { type: 'CREATE', value: '0xc', to: SHOP }))).toEqual([['tx', SHOP, 12n]]);
  });

  it('move nothing from an address to itself', () => {
    expect(inCalls(ofGeth([frame('CALL', WALLET, '0x9')]))).toEqual([]);
  });

  it.each([
    ['that is no list', {}],
    ['with an error for a transaction', [{ txHash: TX, error: 'execution timeout' }]],
    ['without a result', [{ txHash: TX }]],
    ['without a hash', [{ result: { type: 'CALL', from: SENDER, to: WALLET } }]],
    ['with a value in a frame of an unknown kind', ofGeth([frame('TELEPORT', SHOP, '0x1')])],
    ['with a value that is no number', ofGeth([frame('CALL', SHOP, 'lots')])],
    ['with calls that are no list', ofGeth([], { calls: 'none' })],
  ])('are not believed in an answer %s', (_name, answer) => {
    expect(() => inCalls(answer)).toThrow(HOST);
  });
});

describe('frames of a trace list', () => {
  it('move what a successful call carries', () => {
    const list = [rootOf(1), entry({ at: [0], action: callOf('call', SHOP, '0x5') })];
    expect(inList(list)).toEqual([['trace:0', SHOP, 5n]]);
  });

  it.each(['delegatecall', 'callcode', 'staticcall'])('move nothing by a %s, whatever value it shows', (callType) => {
    expect(inList([rootOf(1), entry({ at: [0], action: callOf(callType, SHOP, '0x9') })])).toEqual([]);
  });

  it('move what a creation gives, and what a self-destruction leaves', () => {
    const list = [
      rootOf(1),
      entry({
        at: [0],
        subtraces: 1,
        type: 'create',
        action: { from: WALLET, value: '0x6' },
        result: { address: OTHER },
      }),
      entry({
        at: [0, 0],
        type: 'suicide',
        action: { address: OTHER, balance: '0x6', refundAddress: SHOP },
        result: null,
      }),
    ];
    expect(inList(list)).toEqual([
      ['trace:0', OTHER, 6n],
      ['trace:0.0', SHOP, 6n],
    ]);
  });

  it('move nothing in a frame that failed, nor below it', () => {
    const list = [
      rootOf(1),
      entry({ at: [0], subtraces: 1, action: callOf('call', OTHER, '0x9'), error: 'Reverted' }),
      entry({ at: [0, 0], action: callOf('call', SHOP, '0x9') }),
    ];
    expect(inList(list)).toEqual([]);
  });

  it('are the same in whatever order the node lists them, and whether or not it counts a self-destruction', () => {
    const end = { type: 'suicide', action: { address: WALLET, balance: '0x2', refundAddress: OTHER }, result: null };
    const paying = entry({ at: [0], action: callOf('call', SHOP, '0x5') });
    const counted = [rootOf(2), paying, entry({ at: [1], ...end })];
    const uncounted = [rootOf(1), entry({ at: [1], ...end }), paying];
    expect(inList(counted)).toEqual([
      ['trace:0', SHOP, 5n],
      ['trace:1', OTHER, 2n],
    ]);
    expect(inList(uncounted)).toEqual(inList(counted));
  });

  it('show what the protocol itself paid', () => {
    const action = { author: SHOP, value: '0x1bc16d674ec80000', rewardType: 'block' };
    const reward = { action, blockHash: BLOCK, type: 'reward', traceAddress: [], subtraces: 0, result: null };
    const { rewards } = decodeTraceList([{ ...reward, transactionHash: null }], BLOCK, HOST);
    expect(rewards).toEqual([
      {
        txHash: BLOCK,
        position: 'reward:0',
        contract: null,
        from: addressOf(0),
        to: SHOP,
        amountAtomic: 2_000_000_000_000_000_000n,
      },
    ]);
  });

  const twoCalls = [
    rootOf(2),
    entry({ at: [0], action: callOf('call', OTHER, '0x1') }),
    entry({ at: [1], action: callOf('call', SHOP, '0x1') }),
  ];
  it.each([
    ['the first', twoCalls.slice(1)],
    ['the last', twoCalls.slice(0, -1)],
    ['one in the middle', [twoCalls[0], twoCalls[2]]],
    ['the kind of a call', [rootOf(1), entry({ at: [0], action: callOf('teleport', SHOP, '0x1') })]],
    [
      'the contract that was made',
      [rootOf(1), entry({ at: [0], type: 'create', action: { from: WALLET, value: '0x6' } })],
    ],
  ])('are not believed without %s', (_name, list) => {
    expect(() => inList(list)).toThrow(HOST);
  });
});

describe('the place of a movement', () => {
  const precompile = frame('STATICCALL', PRECOMPILE, undefined);

  it('is the same whether or not the node shows calls of precompiled contracts', () => {
    const calls = ofGeth([
      precompile,
      frame('CALL', SHOP, '0x5'),
      frame('DELEGATECALL', OTHER, '0x0', { calls: [precompile, frame('CALL', SHOP, '0x6')] }),
    ]);
    const list = [
      rootOf(2),
      entry({ at: [0], action: callOf('call', SHOP, '0x5') }),
      entry({ at: [1], subtraces: 1, action: callOf('delegatecall', OTHER, '0x0') }),
      entry({ at: [1, 0], action: callOf('call', SHOP, '0x6') }),
    ];
    expect(inCalls(calls)).toEqual([
      ['trace:0', SHOP, 5n],
      ['trace:1.0', SHOP, 6n],
    ]);
    expect(inList(list)).toEqual(inCalls(calls));
  });

  it('is the same wherever a node puts a self-destruction among its sisters', () => {
    const paying = frame('CALL', SHOP, '0x5');
    const leaving = frame('SELFDESTRUCT', OTHER, '0x2');
    expect(inCalls(ofGeth([leaving, paying]))).toEqual(inCalls(ofGeth([paying, leaving])));
  });

  it('is refused in an answer deeper than the EVM goes', () => {
    let deep: CallFrame = frame('CALL', SHOP, '0x1');
    for (let i = 0; i < 100_000; i++) deep = frame('CALL', OTHER, '0x0', { calls: [deep] });
    expect(() => inCalls(ofGeth([deep]))).toThrow('deeper than the EVM goes');
  });
});
