import type { BlockHeader } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import { getBlock } from './blocks.ts';
import type { HostHead } from './host-head.ts';
import { findForked, findPretenders } from './host-outliers.ts';
import { toHeader, toRecord } from './normalize.ts';
import type { NodesClient } from './rpc.ts';

/** While nothing seems wrong the hosts are compared so rarely that it costs next to nothing. */
const LOOK_EVERY_MS: Milliseconds = 60_000;
const LOOK_AGAIN_MS: Milliseconds = 2_000;
/** While one of them is set aside. */
const LOOK_BACK_MS: Milliseconds = 10_000;
/** A head that is so old, and so many block times, is one that a host may have stopped at. */
const LEAST_STALE_MS: Milliseconds = 10_000;
const STALE_BLOCKS = 5;

export interface HostHeads {
  /** Asks every host for its head and sets aside those that lag or pretend. The heads of the others, the highest first. */
  compare(): Promise<readonly HostHead[]>;
  /** The head that was read: compares in the background when it is time to, soon where something seems wrong. */
  note(head: BlockHeader): void;
  /** What was read does not fit together, or is not there. */
  suspect(): void;
}

export interface HostHeadsOptions {
  readonly rpc: NodesClient;
  readonly now: () => Instant;
  readonly blockTimeMs: Milliseconds;
  readonly confirmations: number;
  readonly quorum: number;
}

/**
 * Whichever host answers is believed about its head, so that a host that has stopped, or tells of blocks that are not there,
 * would stop the network though another is well. So their heads are compared, and outliers are asked last until they fit
 * again. It takes a host that lags by the clock as well as by height: one alone cannot have the others set aside.
 */
export function createHostHeads({ rpc, now, blockTimeMs, confirmations, quorum }: HostHeadsOptions): HostHeads {
  const staleMs = Math.max(LEAST_STALE_MS, STALE_BLOCKS * blockTimeMs);
  const lookAgainMs = Math.max(LOOK_AGAIN_MS, blockTimeMs);
  const seen = new Map<string, { readonly number: bigint; readonly since: Instant }>();
  let lookedAt = now();
  let isSuspect = false;
  let looking: Promise<unknown> | undefined;

  async function readHead(host: string): Promise<HostHead | null> {
    try {
      return await rpc.at(host).read([getBlock('latest', false)], ([result]) => {
        const head = toHeader(toRecord(result, host, 'block'), host, rpc.latestTime());
        if (seen.get(host)?.number !== head.number) seen.set(host, { number: head.number, since: now() });
        return { host, head };
      });
    } catch (error) {
      if (error instanceof ChainReadError) return null;
      throw error;
    }
  }

  function findLaggards(heads: readonly HostHead[]): readonly ChainReadError[] {
    const [best] = heads;
    const isStale = ({ host, head }: HostHead) =>
      head.timestamp < now() - staleMs || now() - seen.get(host)!.since >= staleMs;
    return heads
      .filter((each) => each.head.number < best!.head.number && isStale(each))
      .map(({ host, head }) => {
        const what = `${host} stands at block ${head.number}, while ${best!.host} shows ${best!.head.number}`;
        return new ChainReadError('behind', what, { host });
      });
  }

  async function compare(): Promise<readonly HostHead[]> {
    lookedAt = now();
    isSuspect = false;
    const answers = await Promise.all(rpc.comparableHosts().map(readHead));
    const heads = answers.filter((answer) => answer !== null).sort((a, b) => Number(b.head.number - a.head.number));
    if (heads.length === 0) return heads;
    const outliers = [...(await findPretenders(rpc, heads))];
    const without = (faults: readonly ChainReadError[]) =>
      heads.filter(({ host }) => !faults.some((fault) => fault.host === host));
    outliers.push(...(await findForked(rpc, without(outliers), { confirmations, quorum })));
    outliers.push(...findLaggards(without(outliers)));
    for (const { host } of heads) rpc.setAside(host, outliers.find((fault) => fault.host === host) ?? null);
    return without(outliers);
  }

  function pauseAt(head: BlockHeader): Milliseconds {
    if (isSuspect || head.timestamp < now() - staleMs) return lookAgainMs;
    const isAnyAside = rpc.readyHosts().length < rpc.comparableHosts().length;
    return isAnyAside ? Math.max(LOOK_BACK_MS, blockTimeMs) : LOOK_EVERY_MS;
  }

  return {
    compare,
    note(head) {
      if (rpc.comparableHosts().length < 2 || looking) return;
      if (now() - lookedAt < pauseAt(head)) return;
      // Whoever reads next meets the same faults and reports them.
      const look = compare().catch(() => {});
      looking = look.finally(() => {
        looking = undefined;
      });
    },
    suspect() {
      isSuspect = true;
    },
  };
}
