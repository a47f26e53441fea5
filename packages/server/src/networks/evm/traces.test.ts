import { encodeFunctionData } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChainTransfer } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import type { ChainSource } from '../../core/chain/source.ts';
import type { Hex } from '../../core/hex.ts';
import { type Anvil, deployContract, startAnvil, type TestContract } from '../../testing/anvil.ts';
import { type Lie, type LyingNode, type RpcAnswer, startLyingNode } from './testing/lying-node.ts';
import { addressOf, makeSource } from './testing/sources.ts';

const SHOP = addressOf(0xd1);
const OTHER = addressOf(0xd2);
/** Init code that destroys itself in favour of SHOP: PUSH20, SELFDESTRUCT. */
const LEAVE_TO_SHOP: Hex = `0x73${SHOP.slice(2)}ff`;
const NOT_FOUND = { code: -32601, message: 'Method not found' };

let anvil: Anvil;
let lying: LyingNode;
const contracts = {} as Record<'BatchPayer' | 'Pretender' | 'SmartWallet' | 'PayingCreator', TestContract>;
const opened: ChainSource[] = [];

beforeAll(async () => {
  anvil = await startAnvil();
  lying = await startLyingNode(anvil.rpcUrl);
  for (const name of ['BatchPayer', 'Pretender', 'SmartWallet', 'PayingCreator'] as const) {
    contracts[name] = await deployContract(anvil, name);
  }
});
afterAll(async () => {
  await Promise.all(opened.map((source) => source.close()));
  await lying?.close();
  await anvil?.stop();
});

/** A node without these methods. */
function without(...methods: readonly string[]): Lie {
  return async ({ requests, truth }) => {
    if (!requests.some(({ method }) => methods.includes(method))) return undefined;
    const denied = new Set(requests.filter(({ method }) => methods.includes(method)).map(({ id }) => id));
    const answers = (await truth()).map((answer) =>
      denied.has(answer.id) ? { jsonrpc: '2.0', id: answer.id, error: NOT_FOUND } : answer,
    );
    return { answers };
  };
}

/** The answers of these methods as `change` makes them. */
function changed(method: string, change: (result: never) => unknown): Lie {
  return async ({ requests, truth }) => {
    const ids = new Set(requests.filter((each) => each.method === method).map(({ id }) => id));
    if (ids.size === 0) return undefined;
    const alter = (answer: RpcAnswer) =>
      ids.has(answer.id) ? { ...answer, result: change(answer.result as never) } : answer;
    return { answers: (await truth()).map(alter) };
  };
}

function open(urls: readonly string[] = [anvil.rpcUrl], more: Partial<Parameters<typeof makeSource>[0]> = {}) {
  const source = makeSource({ urls, readsTraces: true, ...more });
  opened.push(source);
  return source;
}

/** Calls a contract in a block of its own; returns the block's number. */
async function call(
  { address, abi }: { address: Hex; abi?: TestContract['abi'] },
  functionName: string | null,
  args: readonly unknown[],
  value: bigint,
): Promise<bigint> {
  const data = functionName === null ? '0x' : encodeFunctionData({ abi: abi!, functionName, args });
  const account = anvil.accounts[0]!.address;
  const hash = await anvil.client.sendTransaction({ account, to: address, data, value, gas: 3_000_000n });
  const receipt = await anvil.client.waitForTransactionReceipt({ hash });
  expect(receipt.status).toBe('success');
  return receipt.blockNumber;
}

/** What reached SHOP in a block. */
async function reached(source: ChainSource, number: bigint): Promise<readonly [string, bigint][]> {
  const [block] = await source.readBlocks(number, number);
  return block!.transfers.filter(({ to }) => to === SHOP).map(({ position, amountAtomic }) => [position, amountAtomic]);
}

const FORMATS = [
  ['trace_block', () => undefined],
  ['debug_traceBlockByHash', without('trace_block')],
  ['debug_traceBlockByNumber', without('trace_block', 'debug_traceBlockByHash')],
] as const;

describe.each(FORMATS)('native coin inside transactions, by %s', (_method, lie) => {
  let source: ChainSource;
  beforeAll(() => {
    lying.lie = lie as Lie;
    source = open([lying.url]);
  });

  it('that a contract splits among several is each part', async () => {
    const number = await call(
      contracts.BatchPayer,
      'payNative',
      [
        [SHOP, OTHER, SHOP],
        [5n, 7n, 11n],
      ],
      23n,
    );
    expect(await reached(source, number)).toEqual([
      ['trace:0', 5n],
      ['trace:2', 11n],
    ]);
    expect(source.internalTransfers()).toBe('automatic');
  });

  it('that a smart-contract wallet pays', async () => {
    const number = await call(contracts.SmartWallet, 'execute', [SHOP, 3n, '0x'], 3n);
    expect(await reached(source, number)).toEqual([['trace:0', 3n]]);
  });

  it('that a contract leaves when it destroys itself, also where it lives on after that', async () => {
    const legator = await deployContract(anvil, 'Legator', [SHOP]);
    for (const value of [4n, 6n]) {
      const number = await call(legator, null, [], value);
      expect(await reached(source, number)).toEqual([['trace:0', value]]);
    }
  });

  it('that a contract leaves while it is being made', async () => {
    const created = await call(contracts.PayingCreator, 'create', [LEAVE_TO_SHOP], 6n);
    expect(await reached(source, created)).toEqual([['trace:0.0', 6n]]);
    const salt = `0x${number32()}`;
    const created2 = await call(contracts.PayingCreator, 'create2', [LEAVE_TO_SHOP, salt], 8n);
    expect(await reached(source, created2)).toEqual([['trace:0.0', 8n]]);
  });

  it('that goes to the contract that is made belongs to that contract', async () => {
    const number = await call(contracts.PayingCreator, 'create', ['0x60006000f3'], 9n);
    const [block] = await source.readBlocks(number, number);
    expect(block!.transfers.map(({ position, amountAtomic }) => [position, amountAtomic])).toEqual([
      ['tx', 9n],
      ['trace:0', 9n],
    ]);
  });

  it.each(['delegate', 'callCode', 'look', 'payAndRegret', 'payTooMuch'])(
    'that %s only seems to pay is none',
    async (functionName) => {
      const before = await anvil.client.getBalance({ address: SHOP });
      const number = await call(contracts.Pretender, functionName, [SHOP], 9n);
      expect(await anvil.client.getBalance({ address: SHOP })).toBe(before);
      expect(await reached(source, number)).toEqual([]);
    },
  );

  it('is not the value that the transaction itself carries, which counts once', async () => {
    const number = await call({ address: SHOP }, null, [], 12n);
    expect(await reached(source, number)).toEqual([['tx', 12n]]);
  });
});

describe('the two formats', () => {
  it('give the same transfers for every block', async () => {
    lying.lie = without('trace_block');
    const sources = [open(), open([lying.url])];
    const tip = await anvil.client.getBlockNumber();
    const [listed, called] = await Promise.all(sources.map((source) => source.readBlocks(1n, tip)));
    expect(called).toEqual(listed);
    expect(listed!.flatMap(({ transfers }) => transfers).length).toBeGreaterThan(30);
  });
});

describe('where a node has no traces', () => {
  it('internal transfers are manual, and the rest is read as ever', async () => {
    lying.lie = without('trace_block', 'debug_traceBlockByHash', 'debug_traceBlockByNumber');
    const source = open([lying.url]);
    expect(source.internalTransfers()).toBeNull();
    const number = await call(contracts.BatchPayer, 'payNative', [[SHOP], [5n]], 5n);
    expect(await reached(source, number)).toEqual([]);
    expect(source.internalTransfers()).toBe('manual');
  });

  it('it is asked once, and again after ten minutes', async () => {
    lying.lie = without('trace_block', 'debug_traceBlockByHash', 'debug_traceBlockByNumber');
    let now = 1_000_000_000;
    const source = open([lying.url], { now: () => now });
    const number = await call(contracts.BatchPayer, 'payNative', [[SHOP], [5n]], 5n);
    const probes = () => lying.log.flat().filter((method) => method === 'trace_block').length;
    const before = probes();
    await source.readBlocks(number, number);
    await source.readBlocks(number, number);
    expect(probes() - before).toBe(1);
    lying.lie = () => undefined;
    now += 600_000;
    expect(await reached(source, number)).toEqual([['trace:0', 5n]]);
    expect(source.internalTransfers()).toBe('automatic');
  });

  it('another that has them is asked', async () => {
    lying.lie = without('trace_block', 'debug_traceBlockByHash', 'debug_traceBlockByNumber');
    const source = open([lying.url, anvil.rpcUrl]);
    const number = await call(contracts.BatchPayer, 'payNative', [[SHOP], [5n]], 5n);
    expect(await reached(source, number)).toEqual([['trace:0', 5n]]);
    expect(source.internalTransfers()).toBe('automatic');
  });

  it('none is asked where they are switched off', async () => {
    const source = open([lying.url], { readsTraces: false });
    const before = lying.log.length;
    const number = await call(contracts.BatchPayer, 'payNative', [[SHOP], [5n]], 5n);
    expect(await reached(source, number)).toEqual([]);
    expect(source.internalTransfers()).toBe('manual');
    expect(
      lying.log
        .slice(before)
        .flat()
        .filter((method) => /trace/.test(method)),
    ).toEqual([]);
  });

  it('a block without transactions tells whether it has', async () => {
    lying.lie = () => undefined;
    await anvil.mine();
    const number = await anvil.client.getBlockNumber();
    const source = open([lying.url]);
    await source.readBlocks(number, number);
    expect(source.internalTransfers()).toBe('automatic');
  });
});

describe('a trace that cannot be trusted to be whole fails the read', () => {
  let number: bigint;
  beforeAll(async () => {
    number = await call(
      contracts.BatchPayer,
      'payNative',
      [
        [SHOP, OTHER],
        [5n, 7n],
      ],
      12n,
    );
  });

  const LIES: readonly [string, string | null, Lie][] = [
    ['without its first frame', null, changed('trace_block', (list: unknown[]) => list.slice(1))],
    ['without its last frame', null, changed('trace_block', (list: unknown[]) => list.slice(0, -1))],
    ['without anything', null, changed('trace_block', () => [])],
    ['of null', null, changed('trace_block', () => null)],
    [
      'of another block',
      null,
      changed('trace_block', (list: object[]) => list.map((each) => ({ ...each, blockHash: `0x${'1'.repeat(64)}` }))),
    ],
    ['without its only transaction', 'trace_block', changed('debug_traceBlockByHash', () => [])],
    [
      'with an error inside',
      'trace_block',
      changed('debug_traceBlockByHash', (list: { txHash: Hex }[]) =>
        list.map(({ txHash }) => ({ txHash, error: 'execution timeout' })),
      ),
    ],
    [
      'of another transaction',
      'trace_block',
      changed('debug_traceBlockByHash', (list: object[]) =>
        list.map((each) => ({ ...each, txHash: `0x${'2'.repeat(64)}` })),
      ),
    ],
  ];

  it.each(LIES)('%s', async (_name, absent, lie) => {
    const truthful: Lie = absent === null ? () => undefined : without(absent);
    lying.lie = truthful;
    const source = open([lying.url]);
    expect(await reached(source, number)).toEqual([['trace:0', 5n]]);
    lying.lie = async (exchange) => (await lie(exchange)) ?? truthful(exchange);
    await expect(source.readBlocks(number, number)).rejects.toThrow(ChainReadError);
    lying.lie = truthful;
    expect(await reached(source, number)).toEqual([['trace:0', 5n]]);
  });

  it('unless another node gives the whole', async () => {
    lying.lie = () => undefined;
    const source = open([lying.url, anvil.rpcUrl]);
    await source.readBlocks(number, number);
    lying.lie = changed('trace_block', () => []);
    expect(await reached(source, number)).toEqual([['trace:0', 5n]]);
  });

  it('but a settled block whose state the node has dropped is read without, for the audit of balances', async () => {
    lying.lie = () => undefined;
    const source = open([lying.url], { confirmations: 1 });
    await anvil.mine(3);
    await source.readTip();
    await source.readBlocks(number, number);
    lying.lie = async ({ requests, truth }) => {
      if (!requests.some(({ method }) => method === 'trace_block')) return undefined;
      const error = { code: -32000, message: 'required historical state unavailable (reexec=128)' };
      return { answers: (await truth()).map(({ id }) => ({ jsonrpc: '2.0', id, error })) };
    };
    expect(await reached(source, number)).toEqual([]);
    expect(source.internalTransfers()).toBe('automatic');
  });
});

describe('a transaction that fails', () => {
  it('moves nothing, whatever a trace says of it', async () => {
    const number = await call(contracts.SmartWallet, 'execute', [SHOP, 3n, '0x'], 3n);
    lying.lie = changed('eth_getTransactionReceipt', (receipt: object) => ({ ...receipt, status: '0x0' }));
    const source = open([lying.url]);
    const [block] = await source.readBlocks(number, number);
    const ours: readonly ChainTransfer[] = block!.transfers.filter(({ to }) => to === SHOP);
    expect(ours).toHaveLength(1);
    expect(await source.withoutReverted(block!, ours)).toEqual([]);
  });
});

let salts = 0;
function number32(): string {
  return (++salts).toString(16).padStart(64, '0');
}
