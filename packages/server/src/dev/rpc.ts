import { setTimeout as delay } from 'node:timers/promises';

/** The node refused a call. */
export class DevnetRpcError extends Error {
  override readonly name = 'DevnetRpcError';
}

/** One JSON-RPC call to the devnet. */
export type Rpc = <T>(method: string, ...params: readonly unknown[]) => Promise<T>;

const TIMEOUT_MS = 10_000;

export function createRpc(url: string, timeoutMs = TIMEOUT_MS): Rpc {
  return async <T>(method: string, ...params: readonly unknown[]) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
    const answer = (await response.json()) as { result?: T; error?: { message: string } };
    if (answer.error) throw new DevnetRpcError(`${method}: ${answer.error.message}`);
    return answer.result as T;
  };
}

const POLL_MS = 50;

/** The transaction's receipt, once it is in a block. Throws when it failed there, or is not in one after `timeoutMs`. */
export async function minedReceipt(
  rpc: Rpc,
  hash: string,
  timeoutMs = 30_000,
): Promise<{ blockNumber: `0x${string}`; contractAddress: `0x${string}` | null }> {
  const timeout = AbortSignal.timeout(timeoutMs);
  for (;;) {
    const receipt = await rpc<{
      status: string;
      blockNumber: `0x${string}`;
      contractAddress: `0x${string}` | null;
    } | null>('eth_getTransactionReceipt', hash);
    if (receipt?.status === '0x1') return receipt;
    if (receipt) throw new DevnetRpcError(`transaction ${hash} failed`);
    if (timeout.aborted) throw new DevnetRpcError(`transaction ${hash} is not in a block after ${timeoutMs} ms`);
    await delay(POLL_MS);
  }
}
