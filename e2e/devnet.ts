import {
  type Address,
  type Chain,
  createTestClient,
  createWalletClient,
  type HttpTransport,
  http,
  type PublicActions,
  parseAbi,
  parseEther,
  parseUnits,
  publicActions,
  type TestClient,
} from 'viem';
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { anvil } from 'viem/chains';
import { expect } from 'vitest';
import type { DevJson } from '../packages/server/src/dev/dev-json.ts';

const TOKEN = parseAbi([
  'function mint(address to, uint256 value)',
  'function balanceOf(address) view returns (uint256)',
]);

export interface Devnet {
  readonly client: TestClient<'anvil', HttpTransport, Chain, undefined, true> & PublicActions<HttpTransport, Chain>;
  /** An account of its own, so that its nonces are nobody else's: with test coins and tokens. */
  createRichAccount(): Promise<PrivateKeyAccount>;
  /** In millionths. */
  usdcOf(address: Address): Promise<bigint>;
  /** From here on blocks come only by `mine`; `resume` and the server's next start set the clock going again. */
  pause(): Promise<void>;
  /** A block a second, as the server's own start has it. */
  resume(): Promise<void>;
  mine(): Promise<void>;
  /** Waits for so many further blocks. */
  untilMined(blocks: number): Promise<void>;
}

/** The development chain, for whoever knows its address from `dev.json`. */
export function connectDevnet({ devnet }: DevJson): Devnet {
  const chain = { ...anvil, id: devnet.chainId };
  const usdc = { address: devnet.tokens.USDC, abi: TOKEN } as const;
  const transport = http(devnet.rpcUrl);
  const client = createTestClient({ mode: 'anvil', chain, transport, pollingInterval: 50 }).extend(publicActions);

  return {
    client,
    async createRichAccount() {
      const account = privateKeyToAccount(generatePrivateKey());
      await client.setBalance({ address: account.address, value: parseEther('10') });
      const wallet = createWalletClient({ account, chain, transport });
      // Anybody may mint test tokens.
      const hash = await wallet.writeContract({
        ...usdc,
        functionName: 'mint',
        args: [account.address, parseUnits('1000', 6)],
      });
      await client.waitForTransactionReceipt({ hash });
      return account;
    },
    usdcOf: (address) => client.readContract({ ...usdc, functionName: 'balanceOf', args: [address] }),
    pause: () => client.setIntervalMining({ interval: 0 }),
    resume: () => client.setIntervalMining({ interval: 1 }),
    mine: () => client.mine({ blocks: 1 }),
    async untilMined(blocks) {
      const number = () => client.getBlockNumber({ cacheTime: 0 });
      const enough = (await number()) + BigInt(blocks);
      await expect.poll(number).toBeGreaterThanOrEqual(enough);
    },
  };
}
