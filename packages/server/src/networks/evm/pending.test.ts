import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChainSource } from '../../core/chain/source.ts';
import { deploy, type TestContract } from './testing/contracts.ts';
import { startLyingNode } from './testing/lying-node.ts';
import { startTestNode, type TestNode } from './testing/node.ts';
import { addressOf, makeSource } from './testing/sources.ts';

const [ALICE, BOB, CAROL] = [addressOf(0xaa), addressOf(0xbb), addressOf(0xcc)];

let node: TestNode;
let token: TestContract;
let lookalike: TestContract;
let payer: TestContract;
let source: ChainSource;

beforeAll(async () => {
  node = await startTestNode();
  token = await deploy(node, 'Token');
  lookalike = await deploy(node, 'Token');
  payer = await deploy(node, 'Payer');
  source = makeSource({ urls: [node.url], watchedTokens: [token.address] });
});
afterAll(async () => {
  await source?.close();
  await node?.close();
});
beforeEach(async () => {
  await node.setAutomine(true);
  await node.call('evm_mine');
  await node.setAutomine(false);
});

describe('what the node shows of the next block', () => {
  it('is coins and tokens to the addresses asked for', async () => {
    const coins = await node.send({ to: ALICE, value: 3n });
    const tokens = await token.send('transfer', [BOB, 4n]);
    await node.send({ to: CAROL, value: 5n });
    await lookalike.send('transfer', [BOB, 6n]);
    const pending = await source.readPending([ALICE, BOB]);
    expect(pending).toHaveLength(2);
    expect(pending).toContainEqual({ txHash: coins, contract: null, to: ALICE, amountAtomic: 3n });
    expect(pending).toContainEqual({ txHash: tokens, contract: token.address, to: BOB, amountAtomic: 4n });
  });

  it('is nothing once it was mined', async () => {
    await node.send({ to: ALICE, value: 3n });
    await node.call('evm_mine');
    expect(await source.readPending([ALICE])).toEqual([]);
  });

  it('is not asked for when nobody is waited for', async () => {
    const lying = await startLyingNode(node.url);
    const own = makeSource({ urls: [lying.url], watchedTokens: [token.address] });
    expect(await own.readPending([])).toEqual([]);
    expect(lying.log).toEqual([]);
    await own.close();
    await lying.close();
  });

  it('is tokens moved inside another call where the node gives pending logs', async () => {
    const txHash = await payer.send('payTokens', [token.address, [ALICE, BOB], [7n, 8n]]);
    const lying = await startLyingNode(node.url);
    lying.lie = async ({ requests, truth }) => {
      if (requests[0]!.method !== 'eth_getLogs') return undefined;
      const [answer] = await truth();
      const log = {
        address: token.address,
        topics: [
          '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef',
          `0x${payer.address.slice(2).padStart(64, '0')}`,
          `0x${ALICE.slice(2).padStart(64, '0')}`,
        ],
        data: `0x${'7'.padStart(64, '0')}`,
        transactionHash: txHash,
        blockHash: null,
        blockNumber: null,
        logIndex: null,
        removed: false,
      };
      return { answers: [{ ...answer, result: [log] }] };
    };
    const own = makeSource({ urls: [lying.url], watchedTokens: [token.address] });
    expect(await own.readPending([ALICE])).toEqual([{ txHash, contract: token.address, to: ALICE, amountAtomic: 7n }]);
    await own.close();
    await lying.close();
  });

  it('is empty where the node does not know pending blocks', async () => {
    await node.send({ to: ALICE, value: 3n });
    const lying = await startLyingNode(node.url);
    lying.lie = ({ requests }) =>
      requests[0]!.method === 'eth_chainId'
        ? undefined
        : {
            answers: requests.map(({ id }) => ({
              jsonrpc: '2.0',
              id,
              error: { code: -32601, message: 'unknown block tag' },
            })),
          };
    const own = makeSource({ urls: [lying.url], watchedTokens: [token.address] });
    expect(await own.readPending([ALICE])).toEqual([]);
    await own.close();
    await lying.close();
  });
});
