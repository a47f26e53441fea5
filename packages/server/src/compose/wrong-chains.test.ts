import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ChainReadError } from '../core/chain/errors.ts';
import { type LyingNode, startLyingNode, tamper } from '../networks/evm/testing/lying-node.ts';
import { startTestNode, type TestNode } from '../networks/evm/testing/node.ts';
import { makeSource } from '../networks/evm/testing/sources.ts';
import { networkNamed } from '../testing/chain-shop.ts';
import { refuseWrongChains } from './wrong-chains.ts';

let node: TestNode;
let first: LyingNode;
let second: LyingNode;
const faults: ChainReadError[] = [];

beforeAll(async () => {
  node = await startTestNode();
  [first, second] = await Promise.all([startLyingNode(node.url), startLyingNode(node.url)]);
});
beforeEach(() => {
  first.lie = () => undefined;
  second.lie = () => undefined;
  faults.length = 0;
});
afterAll(async () => {
  await Promise.all([first?.close(), second?.close()]);
  await node?.close();
});

const mainnet = tamper('eth_chainId', () => '0x1');

async function start(): Promise<string | null> {
  const source = makeSource({ urls: [`${first.url}/SECRETKEY`, second.url], onFault: (fault) => faults.push(fault) });
  const read = { network: networkNamed('SepoliaTestnet'), source };
  try {
    await refuseWrongChains([read]);
    await source.readTip();
    return null;
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  } finally {
    await source.close();
  }
}

it('all nodes of a network on another chain stop the start, naming the network, the variable and the hosts', async () => {
  first.lie = mainnet;
  second.lie = mainnet;
  const refused = await start();
  expect(refused).toBe(
    `ConfigError: OPENTILL_RPC_SEPOLIA_TESTNET names no node of SepoliaTestnet (chain 31337): ` +
      `${new URL(first.url).host} serves chain 1, ${new URL(second.url).host} serves chain 1`,
  );
});

it('one of several on another chain is told of and not used', async () => {
  first.lie = mainnet;
  const asked = first.log.length;
  expect(await start()).toBeNull();
  expect(faults).toMatchObject([{ reason: 'wrong_chain', host: new URL(first.url).host }]);
  expect(first.log.slice(asked).flat()).toEqual(['eth_chainId']);
});

it('nodes that do not answer stop nothing: they may be back in a minute', async () => {
  first.lie = () => ({ status: 503, body: '' });
  second.lie = mainnet;
  const refused = await start();
  expect(refused).not.toMatch(/^ConfigError/);
});
