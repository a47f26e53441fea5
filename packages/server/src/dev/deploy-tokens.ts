import { encodeDeployData, encodeFunctionData, getContractAddress } from 'viem/utils';
import type { Hex } from '../core/hex.ts';
import { loadContract } from './contracts.ts';
import { DEVNET_ACCOUNTS } from './devnet-accounts.ts';
import { minedReceipt, type Rpc } from './rpc.ts';

export interface DevnetTokens {
  readonly USDC: Hex;
  readonly USDT: Hex;
  /** In no catalogue: what a customer sends by mistake. */
  readonly unlisted: Hex;
}

export const DEVNET_TOKEN_DECIMALS = 6;
/** The arguments of each one's constructor, in the order of deployment. */
const TOKENS = [
  ['Test USD Coin', 'USDC', DEVNET_TOKEN_DECIMALS],
  ['Test Tether USD', 'USDT', DEVNET_TOKEN_DECIMALS],
  ['Unlisted Test Token', 'UNLISTED', DEVNET_TOKEN_DECIMALS],
] as const;

/** A thousand million of each. */
const PAYER_SUPPLY_ATOMIC = 1_000_000_000_000_000n;
const { deployer, payer } = DEVNET_ACCOUNTS;

/**
 * The devnet's tokens, deployed once. A contract's address follows from its deployer and the deployer's nonce, and the
 * deployer does nothing before this: the addresses are the same on every devnet and need no record.
 */
export async function deployTokens(rpc: Rpc): Promise<DevnetTokens> {
  if (!(await areDeployed(rpc))) {
    // What an earlier start sent and did not live to see mined.
    await rpc('evm_mine');
    if (!(await areDeployed(rpc))) await deploy(rpc);
  }
  const [USDC, USDT, unlisted] = ADDRESSES as [Hex, Hex, Hex];
  return { USDC, USDT, unlisted };
}

/** Two transactions for each token: its deployment, then the payer's supply. */
const ADDRESSES = TOKENS.map(
  (_, index) => getContractAddress({ from: deployer.address, nonce: BigInt(2 * index) }).toLowerCase() as Hex,
);

async function areDeployed(rpc: Rpc): Promise<boolean> {
  const codes = await Promise.all(ADDRESSES.map((address) => rpc<Hex>('eth_getCode', address, 'latest')));
  return codes.every((code) => code !== '0x');
}

/** All in one block, at once instead of at the next second. */
async function deploy(rpc: Rpc): Promise<void> {
  const { abi, bytecode } = await loadContract('TestToken');
  const mint = encodeFunctionData({ abi, functionName: 'mint', args: [payer.address, PAYER_SUPPLY_ATOMIC] });
  const transactions = TOKENS.flatMap((args, index) => [
    { data: encodeDeployData({ abi, bytecode, args }), gas: 3_000_000 },
    { to: ADDRESSES[index], data: mint, gas: 200_000 },
  ]);
  const hashes: Hex[] = [];
  for (const [nonce, { gas, ...transaction }] of transactions.entries()) {
    const call = { from: deployer.address, nonce: toQuantity(nonce), gas: toQuantity(gas), ...transaction };
    hashes.push(await rpc<Hex>('eth_sendTransaction', call));
  }
  await rpc('evm_mine');
  for (const hash of hashes) await minedReceipt(rpc, hash);
}

const toQuantity = (value: number): Hex => `0x${value.toString(16)}`;
