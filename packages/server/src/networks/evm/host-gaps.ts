import { ChainReadError } from '../../core/chain/errors.ts';
import { lower } from '../../core/chain/heights.ts';
import type { HostHead } from './host-head.ts';
import { inconsistent } from './normalize.ts';

/** Blocks `from…to` below a head that was told of, which were not to be had. */
export interface Gap {
  readonly from: bigint;
  readonly to: bigint;
}

/** Of hosts that told of a head: what of the blocks below it could not be read. */
export interface HostGaps {
  note(host: string, gap: Gap): void;
  /** Those that still tell of such a head, and of which the blocks below it still cannot be read; never all of them. */
  find(heads: readonly HostHead[]): Promise<readonly ChainReadError[]>;
}

/** `read`: reads blocks in whole from this host alone, as they are read for the books, so that headers do not do. */
export function createHostGaps(read: (host: string, gap: Gap) => Promise<unknown>): HostGaps {
  const gaps = new Map<string, Gap>();

  async function faultOf({ host, head }: HostHead): Promise<ChainReadError | null> {
    const gap = gaps.get(host);
    if (gap === undefined) return null;
    if (head.number >= gap.from) {
      try {
        await read(host, { from: gap.from, to: lower(gap.to, head.number) });
      } catch (error) {
        if (!(error instanceof ChainReadError)) throw error;
        return inconsistent(host, `that its head is ${head.number}, and not the blocks from ${gap.from}`);
      }
    }
    gaps.delete(host);
    return null;
  }

  return {
    note: (host, gap) => void gaps.set(host, gap),
    async find(heads) {
      const faults = (await Promise.all(heads.map(faultOf))).filter((fault) => fault !== null);
      // Somebody must be asked first: whoever claims least.
      return faults.length < heads.length ? faults : faults.slice(0, -1);
    },
  };
}
