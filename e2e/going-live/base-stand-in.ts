import { MAIN_NETWORKS } from '../../packages/server/src/config/main-networks.ts';
import type { Hex } from '../../packages/server/src/core/hex.ts';
import { type Anvil, deployTestToken, startAnvil } from '../../packages/server/src/testing/anvil.ts';

const base = MAIN_NETWORKS.find(({ name }) => name === 'Base')!;
const USDC = base.tokens.find(({ symbol }) => symbol === 'USDC')!.contract!;

export interface BaseStandIn extends Anvil {
  /** Sends USDC as a customer would and returns the transaction's hash. */
  payUsdc(to: Hex, amountAtomic: bigint): Promise<Hex>;
}

/** A real EVM node with Base's chain id, a block a second, and a token where Base has its USDC. */
export async function startBase(): Promise<BaseStandIn> {
  const anvil = await startAnvil({ chainId: base.chainId, blockTimeSeconds: 1 });
  const { address, abi } = await deployTestToken(anvil, { name: 'USD Coin', symbol: 'USDC', decimals: 6 });
  const bytecode = await anvil.client.getCode({ address });
  await anvil.client.setCode({ address: USDC, bytecode: bytecode! });
  const customer = anvil.accounts[1]!.address;

  async function send(functionName: string, args: readonly unknown[]): Promise<Hex> {
    const hash = await anvil.client.writeContract({ address: USDC, abi, functionName, args, account: customer });
    await anvil.client.waitForTransactionReceipt({ hash });
    return hash;
  }

  return {
    ...anvil,
    async payUsdc(to, amountAtomic) {
      await send('mint', [customer, amountAtomic]);
      return send('transfer', [to, amountAtomic]);
    },
  };
}
