import { setTimeout as delay } from 'node:timers/promises';
import type { Hex } from '../core/hex.ts';
import { minedReceipt, type Rpc } from './rpc.ts';

/** How long the block with the payment stands before it is replaced: a block's time, so that whoever follows sees it. */
const SEEN_FOR_MS = 1_000;

interface Block {
  readonly number: Hex;
  readonly timestamp: Hex;
  readonly transactions: readonly Hex[];
}

/**
 * Has a block mined with the transaction that `send` sends, and then replaces that block by one without it: a reorg of
 * depth one. Everything else that was in the block is in its replacement. The transaction does not come back.
 *
 * No block is mined by itself meanwhile, so that the payment cannot be final before it is gone.
 */
export async function takeBack(rpc: Rpc, send: () => Promise<Hex>): Promise<Hex> {
  const intervalSeconds = (await rpc<number | null>('anvil_getIntervalMining')) ?? 0;
  const automine = await rpc<boolean>('anvil_getAutomine');
  await rpc('evm_setIntervalMining', 0);
  await rpc('evm_setAutomine', false);
  try {
    const hash = await send();
    await rpc('evm_mine');
    const { blockNumber } = await minedReceipt(rpc, hash);
    const block = await rpc<Block>('eth_getBlockByNumber', blockNumber, false);
    const offsetSeconds = clockOffset(block);
    await delay(SEEN_FOR_MS);
    await rpc('anvil_reorg', 1, await rawTransactions(rpc, block, hash));
    // A reorg sets the node's clock back to the replaced blocks, for good.
    await rpc('evm_setTime', realSeconds() + offsetSeconds);
    return hash;
  } finally {
    if (automine) await rpc('evm_setAutomine', true);
    if (intervalSeconds > 0) await rpc('evm_setIntervalMining', intervalSeconds);
  }
}

const realSeconds = () => Math.floor(Date.now() / 1000);

/** By how much a developer has moved the chain's clock. Blocks made within one second run ahead by themselves; that is no offset. */
function clockOffset({ timestamp }: Block): number {
  const ahead = Number(timestamp) - realSeconds();
  return Math.abs(ahead) <= 2 ? 0 : ahead;
}

/** As `anvil_reorg` takes them: each with the offset of its block, here always the first. */
async function rawTransactions(rpc: Rpc, block: Block, without: Hex): Promise<readonly (readonly [Hex, number])[]> {
  const kept = block.transactions.filter((hash) => hash !== without);
  return Promise.all(kept.map(async (hash) => [await rpc<Hex>('debug_getRawTransaction', hash), 0] as const));
}
