import type { BlockHeader } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import { higher } from '../../core/chain/heights.ts';
import type { Gap } from './host-gaps.ts';
import type { HostHead } from './host-head.ts';
import type { HostHeads } from './host-heads.ts';
import { inconsistent } from './normalize.ts';
import type { RpcClient } from './rpc.ts';
import { followsFromParent, readHead } from './tip.ts';

/** The tip as a host told it, which stands or falls with the blocks below it. */
export interface ToldTip {
  read(): Promise<BlockHeader>;
  /** The last one that was read, unless it fell; null: none. */
  head(): BlockHeader | null;
  /** Reads blocks; where they are below the tip and nobody has them, whoever told of it is not believed. */
  readBelow<T>(range: Gap, read: () => Promise<T>): Promise<T>;
}

export function createToldTip(rpc: RpcClient, heads: Pick<HostHeads, 'disbelieve' | 'suspect'>): ToldTip {
  let told: HostHead | null = null;
  /** What was read before is there, whatever is wrong with it now. */
  let readUpTo = -1n;

  function disbelieve(teller: HostHead, gap: Gap): void {
    told = null;
    heads.disbelieve(teller, gap);
  }

  return {
    async read() {
      const known = told?.head ?? null;
      const next = await readHead(rpc);
      const { host, head } = next;
      if (!(await followsFromParent(rpc, head, known))) {
        disbelieve(next, { from: head.number - 1n, to: head.number });
        throw inconsistent(host, `block ${head.number}, whose parent is not the block behind it`);
      }
      told = next;
      return head;
    },
    head: () => told?.head ?? null,
    async readBelow(range, read) {
      const teller = told;
      try {
        const answer = await read();
        readUpTo = higher(readUpTo, range.to);
        return answer;
      } catch (error) {
        if (!(error instanceof ChainReadError)) throw error;
        const isMissing = error.reason === 'behind' || error.reason === 'inconsistent';
        const isTold = teller !== null && range.to > readUpTo && range.to <= teller.head.number;
        if (isMissing && isTold) disbelieve(teller, range);
        else if (error.reason === 'behind') heads.suspect();
        throw error;
      }
    },
  };
}
