import { setTimeout as delay } from 'node:timers/promises';
import { encodeFunctionData } from 'viem/utils';
import type { Hex } from '../core/hex.ts';
import type { DevnetPayer, DevnetTransfer } from '../operations/simulate-payment.ts';
import { takeBack } from './chain-rewrite.ts';
import { DEVNET_TOKEN_DECIMALS, type DevnetTokens } from './deploy-tokens.ts';
import { DEVNET_ACCOUNTS, type DevnetAccount } from './devnet-accounts.ts';
import { DevnetRpcError, type Rpc } from './rpc.ts';

const TOKEN_ABI = [
  {
    type: 'function',
    name: 'balanceOf',
    stateMutability: 'view',
    inputs: [{ type: 'address' }],
    outputs: [{ type: 'uint256' }],
  },
  {
    type: 'function',
    name: 'transfer',
    stateMutability: 'nonpayable',
    inputs: [{ type: 'address' }, { type: 'uint256' }],
    outputs: [{ type: 'bool' }],
  },
  {
    type: 'function',
    name: 'mint',
    stateMutability: 'nonpayable',
    inputs: [{ type: 'address' }, { type: 'uint256' }],
    outputs: [],
  },
] as const;

const { customer, doubleSpender } = DEVNET_ACCOUNTS;
/** Left for gas when the whole balance would do for the payment itself: one coin. */
const GAS_RESERVE_ATOMIC = 10n ** 18n;
/** No estimate: a payment that fails shall fail on the chain, as a customer's would. */
const GAS_LIMIT = toQuantity(200_000n);
const SEND_TRIES = 5;

/** Plays the customers on the devnet with real transactions. Its sends wait for one another: two at once would take the same nonce. */
export function createDevnetPayer(rpc: Rpc, tokens: DevnetTokens): DevnetPayer {
  const inTurn = createQueue();
  return {
    tokens: [tokens.USDC, tokens.USDT, tokens.unlisted].map((contract) => ({
      contract,
      decimals: DEVNET_TOKEN_DECIMALS,
    })),
    send: (transfers) =>
      inTurn(async () => {
        const hashes: Hex[] = [];
        for (const transfer of transfers) hashes.push(await pay(rpc, customer, transfer));
        return hashes;
      }),
    sendAndReorg: (transfer) => inTurn(async () => [await takeBack(rpc, () => pay(rpc, doubleSpender, transfer))]),
  };
}

function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result.catch(() => {});
    return result;
  };
}

async function pay(rpc: Rpc, { address: from }: DevnetAccount, transfer: DevnetTransfer): Promise<Hex> {
  const { to, contract, amountAtomic } = transfer;
  if (contract === null) {
    await provideCoins(rpc, from, amountAtomic);
    return send(rpc, { from, to, value: toQuantity(amountAtomic) });
  }
  await provideTokens(rpc, from, contract, amountAtomic);
  return send(rpc, {
    from,
    to: contract,
    data: encodeFunctionData({ abi: TOKEN_ABI, functionName: 'transfer', args: [to, amountAtomic] }),
  });
}

/** However dear the session: test coins come from nowhere. */
async function provideCoins(rpc: Rpc, holder: Hex, amountAtomic: bigint): Promise<void> {
  const needed = amountAtomic + GAS_RESERVE_ATOMIC;
  const balance = BigInt(await rpc<Hex>('eth_getBalance', holder, 'pending'));
  if (balance < needed) await rpc('anvil_setBalance', holder, toQuantity(balance + needed));
}

async function provideTokens(rpc: Rpc, holder: Hex, token: Hex, amountAtomic: bigint): Promise<void> {
  const data = encodeFunctionData({ abi: TOKEN_ABI, functionName: 'balanceOf', args: [holder] });
  const balance = BigInt(await rpc<Hex>('eth_call', { to: token, data }, 'pending'));
  if (balance >= amountAtomic) return;
  // Anyone may mint. From the same account, so that the payment, whose nonce is the next, comes after it.
  const minting = encodeFunctionData({ abi: TOKEN_ABI, functionName: 'mint', args: [holder, amountAtomic] });
  await send(rpc, { from: holder, to: token, data: minting });
}

/** Sends from an account that is unlocked in the node; a script that uses the same well-known account may have taken the nonce. */
async function send(rpc: Rpc, transaction: { from: Hex; to: Hex; value?: Hex; data?: Hex }): Promise<Hex> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rpc<Hex>('eth_sendTransaction', { ...transaction, gas: GAS_LIMIT });
    } catch (error) {
      const raced = error instanceof DevnetRpcError && /underpriced|already imported|nonce/i.test(error.message);
      if (!raced || attempt === SEND_TRIES) throw error;
      await delay(50 * attempt);
    }
  }
}

function toQuantity(value: bigint): Hex {
  return `0x${value.toString(16)}`;
}
