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

const TOKENS = {
  USDC: ['Test USD Coin', 'USDC', 6],
  USDT: ['Test Tether USD', 'USDT', 6],
  unlisted: ['Unlisted Test Token', 'UNLISTED', 6],
} as const;

/** A thousand million of each, in units of 6 decimals. */
const PAYER_SUPPLY = 1_000_000_000_000_000n;

/**
 * The devnet's tokens, deployed once. A contract's address follows from its deployer and the deployer's nonce, and the
 * deployer does nothing else: the addresses are the same on every devnet and need no record.
 */
export async function deployTokens(rpc: Rpc): Promise<DevnetTokens> {
  const addresses: Hex[] = [];
  for (const [nonce, args] of Object.values(TOKENS).entries()) addresses.push(await deployOnce(rpc, nonce, args));
  const [USDC, USDT, unlisted] = addresses as [Hex, Hex, Hex];
  return { USDC, USDT, unlisted };
}

async function deployOnce(rpc: Rpc, nonce: number, args: readonly unknown[]): Promise<Hex> {
  const from = DEVNET_ACCOUNTS.deployer.address;
  const address = getContractAddress({ from, nonce: BigInt(nonce * 2) }).toLowerCase() as Hex;
  if ((await rpc<Hex>('eth_getCode', address, 'latest')) !== '0x') return address;
  const { abi, bytecode } = await loadContract('TestToken');
  const supply = { abi, functionName: 'mint', args: [DEVNET_ACCOUNTS.payer.address, PAYER_SUPPLY] };
  const data = encodeDeployData({ abi, bytecode, args });
  await rpc('eth_sendTransaction', { from, data, nonce: toQuantity(nonce * 2) });
  const minting = { from, to: address, data: encodeFunctionData(supply), gas: toQuantity(200_000) };
  await minedReceipt(rpc, await rpc<Hex>('eth_sendTransaction', { ...minting, nonce: toQuantity(nonce * 2 + 1) }));
  return address;
}

const toQuantity = (value: number) => `0x${value.toString(16)}`;
