import { spawn } from 'node:child_process';
import type { Hex } from '../../../core/hex.ts';
import { findAnvilBinary } from '../../../dev/anvil-binary.ts';

/** A real EVM node of a test's own, gone with it. */
export interface TestNode {
  readonly url: string;
  readonly wsUrl: string;
  /** One raw JSON-RPC call, outside of everything that is tested. */
  call<T>(method: string, ...params: unknown[]): Promise<T>;
  /** Whether each transaction gets a block at once (so it does at first), or waits for `evm_mine`. */
  setAutomine(on: boolean): Promise<void>;
  /** Sends a transaction from one of the node's own accounts and returns its hash, once it is mined if automine is on. */
  send(transaction: { from?: Hex; to?: Hex; value?: bigint; data?: Hex; gas?: bigint }): Promise<Hex>;
  close(): Promise<void>;
}

/** The first of anvil's own accounts: rich, and unlocked. */
export const RICH: Hex = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';

export async function startTestNode(...args: string[]): Promise<TestNode> {
  const child = spawn(findAnvilBinary(), ['--host', '127.0.0.1', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`anvil ended with code ${code}`)));
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const listening = /Listening on 127\.0\.0\.1:(\d+)/.exec(output);
      if (listening) resolve(listening[1]!);
    });
  });
  const url = `http://127.0.0.1:${port}`;
  const call = <T>(method: string, ...params: unknown[]) => callOnce<T>(url, method, params);
  let automine = true;
  return {
    url,
    wsUrl: `ws://127.0.0.1:${port}`,
    call,
    async setAutomine(on) {
      await call('evm_setAutomine', on);
      automine = on;
    },
    async send({ from = RICH, to, value, data, gas }) {
      const hash = await call<Hex>('eth_sendTransaction', {
        from,
        ...(to && { to }),
        ...(data && { data }),
        ...(value !== undefined && { value: `0x${value.toString(16)}` }),
        ...(gas !== undefined && { gas: `0x${gas.toString(16)}` }),
      });
      // The node answers before it has mined.
      while (automine && (await call('eth_getTransactionReceipt', hash)) === null);
      return hash;
    },
    async close() {
      child.kill();
      await exited;
    },
  };
}

async function callOnce<T>(url: string, method: string, params: unknown[]): Promise<T> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const answer = (await response.json()) as { result?: T; error?: { message: string } };
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
  return answer.result as T;
}
