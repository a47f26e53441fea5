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
import type { DevJson } from '../packages/server/src/dev/dev-json.ts';

const TOKEN = parseAbi([
  'function mint(address to, uint256 value)',
  'function transfer(address to, uint256 value) returns (bool)',
]);

export interface Devnet {
  readonly client: TestClient<'anvil', HttpTransport, Chain, undefined, true> & PublicActions<HttpTransport, Chain>;
  /** An account of its own, so that its nonces are nobody else's: with test coins and tokens. */
  createRichAccount(): Promise<PrivateKeyAccount>;
  /** A customer's transfer of USDC, in millionths. */
  sendUsdc(from: PrivateKeyAccount, to: Address, amountAtomic: bigint): Promise<void>;
  /** From here on blocks come only by `mine`; the server's next start sets the clock going again. */
  pause(): Promise<void>;
  mine(): Promise<void>;
}

/** The development chain, for whoever knows its address from `dev.json`. */
export function connectDevnet({ devnet }: DevJson): Devnet {
  const chain = { ...anvil, id: devnet.chainId };
  const transport = http(devnet.rpcUrl);
  const client = createTestClient({ mode: 'anvil', chain, transport, pollingInterval: 50 }).extend(publicActions);

  async function call(
    account: PrivateKeyAccount,
    token: Address,
    name: 'mint' | 'transfer',
    to: Address,
    value: bigint,
  ) {
    const wallet = createWalletClient({ account, chain, transport });
    return wallet.writeContract({ address: token, abi: TOKEN, functionName: name, args: [to, value] });
  }

  return {
    client,
    async createRichAccount() {
      const account = privateKeyToAccount(generatePrivateKey());
      await client.setBalance({ address: account.address, value: parseEther('10') });
      // Anybody may mint test tokens.
      const hash = await call(account, devnet.tokens.USDC, 'mint', account.address, parseUnits('1000', 6));
      await client.waitForTransactionReceipt({ hash });
      return account;
    },
    async sendUsdc(from, to, amountAtomic) {
      await call(from, devnet.tokens.USDC, 'transfer', to, amountAtomic);
    },
    pause: () => client.setIntervalMining({ interval: 0 }),
    mine: () => client.mine({ blocks: 1 }),
  };
}
