import { setTimeout as delay } from 'node:timers/promises';
import { TEST_NETWORKS } from '../../packages/server/src/config/test-networks.ts';
import type { Hex } from '../../packages/server/src/core/hex.ts';
import { deployTestToken, startAnvil } from '../../packages/server/src/testing/anvil.ts';
import type { Session } from './merchant.ts';

const sepolia = TEST_NETWORKS.find(({ name }) => name === 'SepoliaTestnet')!;
const USDC = sepolia.tokens.find(({ symbol }) => symbol === 'USDC')!.contract!;

export const METHODS = ['SepoliaTestnet:ETH', 'SepoliaTestnet:USDC'] as const;
export type Method = (typeof METHODS)[number];

/** What a customer has sent, until it stays: a reorg may take it, and then it is sent once more. */
export interface Payment {
  readonly sessionId: string;
  txHash: string;
  wasTakenBack: boolean;
}

/** A real EVM node with Sepolia's chain id, a block a second, and a token where Sepolia has its USDC. */
export interface KillRunChain {
  readonly rpcUrl: string;
  pay(session: Session, method: Method): Promise<Payment>;
  /**
   * Once the newest payment has been mined for a while its block and those above it are others, without the payments in them,
   * which are then sent again; no more blocks than `deepest`.
   */
  reorganize(deepest: number, afterMs: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startChain(): Promise<KillRunChain> {
  const anvil = await startAnvil({ chainId: sepolia.chainId, blockTimeSeconds: 1 });
  const { client } = anvil;
  const account = anvil.accounts[0]!.address as Hex;
  const { address, abi } = await deployTestToken(anvil, { name: 'USD Coin', symbol: 'USDC', decimals: 6 });
  await client.setCode({ address: USDC, bytecode: (await client.getCode({ address }))! });
  const write = (functionName: string, args: readonly unknown[]) =>
    client.writeContract({ address: USDC, abi, functionName, args, account } as never) as Promise<Hex>;
  await client.waitForTransactionReceipt({ hash: await write('mint', [account, 10n ** 15n]) });

  const sent: { readonly payment: Payment; readonly send: () => Promise<Hex> }[] = [];
  let last: Promise<unknown> = Promise.resolve();
  /** One after another: the node gives two that come at once the same nonce. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = last.then(act);
    last = done.catch(() => {});
    return done;
  }

  const minedIn = (hash: string): Promise<bigint | null> =>
    client.getTransactionReceipt({ hash: hash as Hex }).then(
      ({ blockNumber }) => blockNumber,
      () => null,
    );

  async function sendAgainWhatIsGone(): Promise<void> {
    for (const { payment, send } of sent) {
      if ((await minedIn(payment.txHash)) !== null) continue;
      payment.wasTakenBack = true;
      payment.txHash = await send();
    }
  }

  return {
    rpcUrl: anvil.rpcUrl,
    pay: ({ id, address: to, amount }, method) =>
      inTurn(async () => {
        const value = BigInt(amount.wei);
        const send = (): Promise<Hex> =>
          method === 'SepoliaTestnet:USDC'
            ? write('transfer', [to, value])
            : client.sendTransaction({ account, to, value } as never);
        const payment = { sessionId: id, txHash: await send(), wasTakenBack: false };
        sent.push({ payment, send });
        return payment;
      }),
    reorganize: (deepest, afterMs) =>
      inTurn(async () => {
        const newest = sent.at(-1);
        while (newest && (await minedIn(newest.payment.txHash)) === null) await delay(20);
        // Until then it may be seen, or not.
        await delay(afterMs);
        const block = newest ? await minedIn(newest.payment.txHash) : null;
        const depth = block === null ? 1 : Number((await client.getBlockNumber({ cacheTime: 0 })) - block) + 1;
        await anvil.reorg(Math.min(depth, deepest));
        await sendAgainWhatIsGone();
      }),
    stop: anvil.stop,
  };
}
