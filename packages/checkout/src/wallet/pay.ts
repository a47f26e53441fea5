import type { InstructionsView } from '../view.ts';
import { encodeBalanceOf, encodeTransfer, quantity } from './calldata.ts';
import type { Eip1193Provider } from './discovery.ts';
import { readWalletError, type WalletFailure } from './wallet-error.ts';

/** What the customer's wallet did. */
export type PayOutcome = { readonly type: 'submitted'; readonly hash: string } | WalletFailure;

export type PayStep = 'connecting' | 'switching' | 'confirming';

/**
 * Sends exactly what is asked, through the wallet: connect, bring it to the right network, look whether the coins are there,
 * then one transaction. `stillAsked` is asked last, because the page may have learned of another payment in the meantime.
 */
export async function payWithWallet(options: {
  readonly provider: Eip1193Provider;
  readonly instructions: InstructionsView;
  readonly stillAsked: () => boolean;
  readonly onStep: (step: PayStep) => void;
}): Promise<PayOutcome> {
  const { provider, instructions, onStep } = options;
  try {
    onStep('connecting');
    const accounts = (await provider.request({ method: 'eth_requestAccounts' })) as readonly string[];
    const from = accounts[0];
    if (!from) return { type: 'rejected' };
    if (!(await isOnNetwork(provider, instructions.wallet.chainId))) {
      onStep('switching');
      await switchNetwork(provider, instructions.wallet);
      if (!(await isOnNetwork(provider, instructions.wallet.chainId))) return { type: 'wrong_network' };
    }
    if (!(await hasEnough(provider, from, instructions))) return { type: 'insufficient' };
    if (!options.stillAsked()) return { type: 'changed' };
    onStep('confirming');
    const params = [transactionOf(from, instructions)];
    const hash = (await provider.request({ method: 'eth_sendTransaction', params })) as string;
    return { type: 'submitted', hash };
  } catch (error) {
    return readWalletError(error);
  }
}

/** The transaction: the native coin as its value, a token by its contract's `transfer`. */
function transactionOf(from: string, instructions: InstructionsView): Record<string, string> {
  const amountAtomic = BigInt(instructions.amountAtomic);
  const { contract } = instructions.wallet;
  if (contract === null) return { from, to: instructions.address, value: quantity(amountAtomic) };
  return { from, to: contract, value: '0x0', data: encodeTransfer(instructions.address, amountAtomic) };
}

async function isOnNetwork(provider: Eip1193Provider, chainId: number): Promise<boolean> {
  const current = (await provider.request({ method: 'eth_chainId' })) as string;
  return BigInt(current) === BigInt(chainId);
}

/** EIP-3326, and EIP-3085 where the wallet does not know the network and the operator publishes a node for it. */
async function switchNetwork(provider: Eip1193Provider, wallet: InstructionsView['wallet']): Promise<void> {
  const chainId = quantity(BigInt(wallet.chainId));
  try {
    await provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId }] });
  } catch (error) {
    if (readWalletError(error).type !== 'unknown_network' || wallet.rpcUrls.length === 0) throw error;
    await provider.request({ method: 'wallet_addEthereumChain', params: [additionOf(chainId, wallet)] });
    await provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId }] });
  }
}

function additionOf(chainId: string, wallet: InstructionsView['wallet']): Record<string, unknown> {
  const explorer = wallet.explorerUrl ? { blockExplorerUrls: [wallet.explorerUrl] } : {};
  return {
    chainId,
    chainName: wallet.chainName,
    nativeCurrency: wallet.nativeCurrency,
    rpcUrls: wallet.rpcUrls,
    ...explorer,
  };
}

/** Looks before asking; where the wallet does not answer, the wallet's own check has to do. */
async function hasEnough(provider: Eip1193Provider, owner: string, instructions: InstructionsView): Promise<boolean> {
  const { contract } = instructions.wallet;
  try {
    const balance = contract
      ? await provider.request({
          method: 'eth_call',
          params: [{ to: contract, data: encodeBalanceOf(owner) }, 'latest'],
        })
      : await provider.request({ method: 'eth_getBalance', params: [owner, 'latest'] });
    return BigInt(balance as string) >= BigInt(instructions.amountAtomic);
  } catch {
    return true;
  }
}
