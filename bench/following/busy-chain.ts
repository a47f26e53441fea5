import { randomBytes, randomInt } from 'node:crypto';
import { encodeFunctionData } from 'viem';
import type { Hex } from '../../packages/server/src/core/hex.ts';
import {
  type Anvil,
  deployContract,
  deployTestToken,
  type TestContract,
} from '../../packages/server/src/testing/anvil.ts';

export interface BusyChain {
  /** The last block before the busy ones. */
  readonly start: bigint;
  readonly tip: bigint;
}

export interface Traffic {
  readonly blocks: number;
  readonly transfersPerBlock: number;
  /** Ours, each paid once, spread over the blocks. */
  readonly recipients: readonly Hex[];
}

/** Has a node that mines on demand make blocks full of a token's transfers, a few of them to ours and the others to strangers. */
export async function makeBusy(anvil: Anvil, token: TestContract, traffic: Traffic): Promise<BusyChain> {
  const { client } = anvil;
  const from = anvil.accounts[0]!.address;
  const payer = await deployContract(anvil, 'BatchPayer');
  const write = async (contract: TestContract, functionName: string, args: readonly unknown[]) => {
    await client.request({
      method: 'eth_sendTransaction',
      params: [
        {
          from,
          to: contract.address,
          gas: '0x1c9c380',
          data: encodeFunctionData({ abi: contract.abi, functionName, args }),
        },
      ],
    } as never);
    await anvil.mine();
  };
  await write(token, 'mint', [from, 10n ** 30n]);
  await write(token, 'approve', [payer.address, 10n ** 30n]);

  const start = await client.getBlockNumber();
  const every = Math.floor(traffic.blocks / Math.max(1, traffic.recipients.length));
  for (let block = 0; block < traffic.blocks; block++) {
    const ours = block % every === 0 ? traffic.recipients.slice(block / every, block / every + 1) : [];
    const recipients = [...ours, ...strangers(traffic.transfersPerBlock - ours.length)];
    await write(payer, 'payToken', [token.address, recipients, recipients.map(() => 100n)]);
  }
  return { start, tip: await client.getBlockNumber() };
}

export const deployUsdc = (anvil: Anvil) =>
  deployTestToken(anvil, { name: 'Test USD Coin', symbol: 'USDC', decimals: 6 });

/** Not more, because the node computes the root over all balances anew for each block. */
const STRANGERS = Array.from({ length: 4_000 }, (): Hex => `0x${randomBytes(20).toString('hex')}`);
const strangers = (count: number) => Array.from({ length: count }, () => STRANGERS[randomInt(STRANGERS.length)]!);
