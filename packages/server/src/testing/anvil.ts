import { type ChildProcess, spawn } from 'node:child_process';
import {
  type Abi,
  type Chain,
  createTestClient,
  type HttpTransport,
  http,
  type PublicActions,
  publicActions,
  type TestClient,
  type WalletActions,
  walletActions,
} from 'viem';
import { anvil as anvilChain } from 'viem/chains';
import type { Hex } from '../core/hex.ts';
import { findAnvilBinary } from '../dev/anvil-binary.ts';
import { loadContract } from '../dev/contracts.ts';
import { anvilAccount, type DevnetAccount } from '../dev/devnet-accounts.ts';

/** Few enough for a busy machine to mine while the client waits. */
const MINED_AT_ONCE = 500;

export type AnvilClient = TestClient<'anvil', HttpTransport, Chain, undefined, true> &
  PublicActions<HttpTransport, Chain> &
  WalletActions<Chain>;

export type AnvilAccount = DevnetAccount;

export interface AnvilOptions {
  /** Seconds between blocks; `null`: only `mine` makes one; absent: one for each transaction, at once. */
  readonly blockTimeSeconds?: number | null;
  readonly chainId?: number;
  /** The genesis block's time, in seconds since the epoch. */
  readonly genesisTimestamp?: number;
  /** Further arguments of the program. */
  readonly args?: readonly string[];
}

export interface Anvil {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly chainId: number;
  readonly pid: number;
  /** Reads, sends from anvil's unlocked accounts, and steers the node. */
  readonly client: AnvilClient;
  /** Rich, and unlocked in the node. */
  readonly accounts: readonly AnvilAccount[];
  mine(blocks?: number): Promise<void>;
  /** Replaces the last `depth` blocks by as many; only `transactions` (raw, signed, with the offset of their block) are in the new ones. */
  reorg(depth: number, transactions?: readonly (readonly [Hex, number])[]): Promise<void>;
  /** In seconds since the epoch. */
  setNextBlockTimestamp(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

/** A real EVM node of the test's own on a free port. Stop it in `afterAll`. */
export async function startAnvil(options: AnvilOptions = {}): Promise<Anvil> {
  const chainId = options.chainId ?? 31337;
  const child = spawn(findAnvilBinary(), argumentsOf(options, chainId), { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await listeningPort(child);
  const rpcUrl = `http://127.0.0.1:${port}`;
  const client = createAnvilClient(rpcUrl, chainId);
  return {
    rpcUrl,
    wsUrl: `ws://127.0.0.1:${port}`,
    chainId,
    pid: child.pid!,
    client,
    accounts: Array.from({ length: 10 }, (_, index) => anvilAccount(index)),
    async mine(blocks = 1) {
      for (let left = blocks; left > 0; left -= MINED_AT_ONCE)
        await client.mine({ blocks: Math.min(left, MINED_AT_ONCE) });
    },
    async reorg(depth, transactions = []) {
      await client.request({ method: 'anvil_reorg', params: [depth, transactions] } as never);
    },
    setNextBlockTimestamp: (seconds) => client.setNextBlockTimestamp({ timestamp: BigInt(seconds) }),
    async stop() {
      child.kill();
      await exited;
    },
  };
}

function argumentsOf({ blockTimeSeconds, genesisTimestamp, args = [] }: AnvilOptions, chainId: number): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', '0', '--chain-id', String(chainId)],
    // Else the states of a long chain are written to the home directory, and stay there.
    ...['--max-persisted-states', '0'],
    ...(blockTimeSeconds === null ? ['--no-mining'] : []),
    ...(typeof blockTimeSeconds === 'number' ? ['--block-time', String(blockTimeSeconds)] : []),
    ...(genesisTimestamp === undefined ? [] : ['--timestamp', String(genesisTimestamp)]),
    ...args,
  ];
}

function listeningPort(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`anvil ended with code ${code} before it listened`)));
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk;
      const listening = /Listening on 127\.0\.0\.1:(\d+)/.exec(output);
      if (!listening) return;
      // It goes on to print every call that it answers: let it, but look no more.
      child.stdout?.off('data', read).resume();
      resolve(listening[1]!);
    };
    child.stdout?.on('data', read);
  });
}

/** A client of any anvil, also of one that a test did not start itself. */
function createAnvilClient(rpcUrl: string, chainId = 31337): AnvilClient {
  const chain: Chain = { ...anvilChain, id: chainId };
  return createTestClient({ chain, mode: 'anvil', transport: http(rpcUrl), pollingInterval: 20, cacheTime: 0 })
    .extend(publicActions)
    .extend(walletActions);
}

export interface TestContract {
  readonly address: Hex;
  readonly abi: Abi;
}

/** Deploys one of `contracts/src` from the first account. Where blocks come only on demand it mines one. */
export async function deployContract(anvil: Anvil, name: string, args: readonly unknown[] = []): Promise<TestContract> {
  const { abi, bytecode } = await loadContract(name);
  const hash = await anvil.client.deployContract({ abi, bytecode, args, account: anvil.accounts[0]!.address });
  if (!(await anvil.client.getAutomine())) await anvil.mine();
  const receipt = await anvil.client.waitForTransactionReceipt({ hash });
  if (receipt.status !== 'success') throw new Error(`${name} could not be deployed`);
  return { address: receipt.contractAddress!.toLowerCase() as Hex, abi };
}

export interface TestTokenOptions {
  readonly name: string;
  readonly symbol: string;
  readonly decimals: number;
}

/** An ERC-20 with permit and EIP-3009; anyone may `mint`. */
export function deployTestToken(anvil: Anvil, { name, symbol, decimals }: TestTokenOptions): Promise<TestContract> {
  return deployContract(anvil, 'TestToken', [name, symbol, decimals]);
}
