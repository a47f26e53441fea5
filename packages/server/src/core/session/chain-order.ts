import type { ObservedTransfer } from './facts.ts';

/**
 * Orders transfers as the chains did: by their block's time, within a network by block and by their place in it.
 * Blocks of two networks with the same time have no order of their own; the network's name decides, so that the
 * result never depends on which was found first.
 */
export function compareInChainOrder(a: ObservedTransfer, b: ObservedTransfer): number {
  return (
    a.arrivedAt - b.arrivedAt ||
    compareText(a.network, b.network) ||
    compareWhole(a.blockNumber, b.blockNumber) ||
    comparePositions(a.position, b.position) ||
    compareText(a.txHash, b.txHash) ||
    compareText(a.position, b.position)
  );
}

/** Log indexes count through the whole block; native values have no such number and go before the logs. */
function comparePositions(a: string, b: string): number {
  return logIndexOf(a) - logIndexOf(b);
}

function logIndexOf(position: string): number {
  return position.startsWith('log:') ? Number.parseInt(position.slice('log:'.length), 10) : -1;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareWhole(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
