/** Why nothing was sent; each has its sentence in the messages. */
export interface WalletFailure {
  readonly type: 'rejected' | 'insufficient' | 'wrong_network' | 'unknown_network' | 'busy' | 'changed' | 'failed';
}

const byCode: Record<number, WalletFailure['type']> = {
  4001: 'rejected', // EIP-1193: the person declined
  4100: 'rejected', // EIP-1193: not authorized
  4901: 'wrong_network', // EIP-1193: not connected to that chain
  4902: 'unknown_network', // EIP-3326: the wallet does not know that chain
  [-32002]: 'busy', // an earlier request is still open in the wallet
};

/** Reads what a wallet threw: by its code (also where one wallet wraps another's error), else by the node's words. */
export function readWalletError(error: unknown): WalletFailure {
  for (const layer of layersOf(error)) {
    const type = typeof layer.code === 'number' ? byCode[layer.code] : undefined;
    if (type) return { type };
    if (/insufficient (funds|balance)|exceeds balance/i.test(layer.message ?? '')) return { type: 'insufficient' };
    if (/user (rejected|denied|cancell?ed)/i.test(layer.message ?? '')) return { type: 'rejected' };
  }
  return { type: 'failed' };
}

interface ErrorLayer {
  readonly code?: unknown;
  readonly message?: string;
  readonly cause?: unknown;
  readonly data?: { readonly originalError?: unknown } | null;
}

function layersOf(error: unknown): ErrorLayer[] {
  const layers: ErrorLayer[] = [];
  let next: unknown = error;
  while (typeof next === 'object' && next !== null && layers.length < 5) {
    const layer = next as ErrorLayer;
    layers.push(layer);
    next = layer.data?.originalError ?? layer.cause;
  }
  return layers;
}
