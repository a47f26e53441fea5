import type { Hex } from '../../packages/server/src/core/hex.ts';

export interface DevnetWatch {
  /** When the block with this transaction was announced, on the clock of `performance.now()`. */
  readonly minedAt: (txHash: Hex) => Promise<number>;
  readonly call: <T>(method: string, params: readonly unknown[]) => Promise<T>;
  readonly close: () => void;
}

interface Message {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly method?: string;
  readonly params?: { readonly result: { readonly hash: Hex } };
}

/** Hears of each block from the node itself, as the server does, so that what follows is the server's own time. */
export async function watchDevnet(rpcUrl: string): Promise<DevnetWatch> {
  const socket = new WebSocket(rpcUrl.replace(/^http/, 'ws'));
  const headAt = new Map<Hex, number>();
  const waiting = new Map<number, (message: Message) => void>();
  let lastId = 0;
  socket.onmessage = ({ data }) => {
    const at = performance.now();
    const message = JSON.parse(String(data)) as Message;
    if (message.method === 'eth_subscription' && message.params) headAt.set(message.params.result.hash, at);
    else waiting.get(message.id!)?.(message);
  };
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('the devnet cannot be reached'));
  });

  async function call<T>(method: string, params: readonly unknown[]): Promise<T> {
    const id = ++lastId;
    const { promise, resolve } = Promise.withResolvers<Message>();
    waiting.set(id, resolve);
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    const { result, error } = await promise;
    waiting.delete(id);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result as T;
  }

  await call('eth_subscribe', ['newHeads']);
  return {
    call,
    async minedAt(txHash) {
      const receipt = await call<{ blockHash: Hex } | null>('eth_getTransactionReceipt', [txHash]);
      const at = receipt && headAt.get(receipt.blockHash);
      if (at === null || at === undefined) throw new Error(`the block of ${txHash} was not announced`);
      return at;
    },
    close: () => socket.close(),
  };
}
