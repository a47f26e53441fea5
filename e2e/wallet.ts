import type { BrowserContext } from 'playwright-core';
import { type Address, createPublicClient, createWalletClient, defineChain, type Hex, http } from 'viem';
import type { PrivateKeyAccount } from 'viem/accounts';
import { announceWallet, type WalletAnswer } from './wallet-in-page.ts';

export interface InjectedWallet {
  readonly account: PrivateKeyAccount;
  /** The methods that the page has called, in order. */
  readonly asked: readonly string[];
  /** What its owner, asked for this method, answers instead of agreeing. */
  readonly answers: Map<string, WalletAnswer>;
}

interface AddedChain {
  readonly chainId: Hex;
  readonly chainName: string;
  readonly nativeCurrency: { readonly name: string; readonly symbol: string; readonly decimals: number };
  readonly rpcUrls: readonly string[];
}

interface Transaction {
  readonly from: Address;
  readonly to: Address;
  readonly value?: Hex;
  readonly data?: Hex;
}

export const DECLINED: WalletAnswer = { error: { code: 4001, message: 'User rejected the request.' } };
const UNKNOWN_CHAIN = { code: 4902, message: 'Unrecognized chain ID. Try adding the chain first.' };
const MAINNET: Hex = '0x1';

/**
 * A browser wallet in every page of the context. It begins on Ethereum, knows no other chain until it is told of it
 * (EIP-3085), and signs and sends by the node that it was told: of the shop's server it knows nothing.
 */
export async function injectWallet(context: BrowserContext, account: PrivateKeyAccount): Promise<InjectedWallet> {
  const asked: string[] = [];
  const answers = new Map<string, WalletAnswer>();
  const chains = new Map<Hex, AddedChain>();
  let current: Hex = MAINNET;

  function chainInUse() {
    const added = chains.get(current);
    if (!added) throw new Error('this wallet has no node for Ethereum');
    const { chainName: name, nativeCurrency, rpcUrls } = added;
    return defineChain({ id: Number(added.chainId), name, nativeCurrency, rpcUrls: { default: { http: rpcUrls } } });
  }
  async function perform(method: string, [first]: readonly unknown[]): Promise<unknown> {
    switch (method) {
      case 'eth_requestAccounts':
      case 'eth_accounts':
        return [account.address];
      case 'eth_chainId':
        return current;
      case 'wallet_addEthereumChain':
        chains.set((first as AddedChain).chainId, first as AddedChain);
        return null;
      case 'wallet_switchEthereumChain': {
        const { chainId } = first as { chainId: Hex };
        if (!chains.has(chainId)) throw UNKNOWN_CHAIN;
        current = chainId;
        return null;
      }
      case 'eth_sendTransaction':
        return send(first as Transaction);
      default:
        throw { code: 4200, message: `${method} is not supported` };
    }
  }
  async function send({ from, to, value, data }: Transaction): Promise<Hex> {
    if (from.toLowerCase() !== account.address.toLowerCase()) throw { code: 4100, message: 'Not an account of mine.' };
    const wallet = createWalletClient({ account, chain: chainInUse(), transport: http() });
    return wallet.sendTransaction({ to, value: BigInt(value ?? '0x0'), ...(data && { data }) });
  }
  const isReading = (method: string) => ['eth_call', 'eth_getBalance', 'eth_blockNumber'].includes(method);

  async function answer(call: { method: string; params?: readonly unknown[] }): Promise<WalletAnswer> {
    asked.push(call.method);
    const decided = answers.get(call.method);
    if (decided) return decided;
    try {
      if (!isReading(call.method)) return { result: await perform(call.method, call.params ?? []) };
      const node = createPublicClient({ chain: chainInUse(), transport: http() });
      return { result: await node.request({ method: call.method, params: call.params } as never) };
    } catch (error) {
      const { code, message } = error as { code?: number; message: string };
      return { error: { code: code ?? -32_603, message } };
    }
  }
  await context.exposeFunction('askWallet', answer);
  await context.addInitScript(announceWallet);
  return { account, asked, answers };
}
