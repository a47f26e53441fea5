import type { BlockHeader } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import { createHostGaps, type Gap } from './host-gaps.ts';
import type { HostHead } from './host-head.ts';
import { findForked, findPretenders } from './host-outliers.ts';
import { inconsistent } from './normalize.ts';
import type { NodesClient } from './rpc.ts';
import { readHead } from './tip.ts';

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
  /** The host told of a head, and these blocks below it are not to be had: it is asked last until they are. */
  disbelieve(told: HostHead, gap: Gap): void;
}

export interface HostHeadsOptions {
  readonly rpc: NodesClient;
  readonly now: () => Instant;
  readonly blockTimeMs: Milliseconds;
  readonly confirmations: number;
  readonly quorum: number;
  /** Reads these blocks from this host alone. */
  readonly readBlocks: (host: string, gap: Gap) => Promise<unknown>;
}

/**
 * Whichever host answers is believed about its head, so that a host that has stopped, or tells of blocks that are not there,
 * would stop the network though another is well. So their heads are compared, and outliers are asked last until they fit
 * again. It takes a host that lags by the clock as well as by height: one alone cannot have the others set aside.
 */
export function createHostHeads(options: HostHeadsOptions): HostHeads {
  const { rpc, now, blockTimeMs, confirmations, quorum } = options;
  const staleMs = Math.max(LEAST_STALE_MS, STALE_BLOCKS * blockTimeMs);
  const lookAgainMs = Math.max(LOOK_AGAIN_MS, blockTimeMs);
  const gaps = createHostGaps(options.readBlocks);
  const seen = new Map<string, { readonly number: bigint; readonly since: Instant }>();
  let lookedAt = now();
  let isSuspect = false;
  let looking: Promise<unknown> | undefined;

  async function headOf(host: string): Promise<HostHead | null> {
    try {
      const told = await readHead(rpc.at(host));
      if (seen.get(host)?.number !== told.head.number) seen.set(host, { number: told.head.number, since: now() });
      return told;
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
    const answers = await Promise.all(rpc.comparableHosts().map(headOf));
    const heads = answers.filter((answer) => answer !== null).sort((a, b) => Number(b.head.number - a.head.number));
    if (heads.length === 0) return heads;
    const outliers = [...(await gaps.find(heads))];
    const without = (faults: readonly ChainReadError[]) =>
      heads.filter(({ host }) => !faults.some((fault) => fault.host === host));
    outliers.push(...(await findPretenders(rpc, without(outliers))));
    outliers.push(...(await findForked(rpc, without(outliers), { confirmations, quorum })));
    outliers.push(...findLaggards(without(outliers)));
    for (const { host } of heads) rpc.setAside(host, outliers.find((fault) => fault.host === host) ?? null);
    return without(outliers);
  }

  function pauseAt(head: BlockHeader | null): Milliseconds {
    if (isSuspect || head === null || head.timestamp < now() - staleMs) return lookAgainMs;
    const isAnyAside = rpc.readyHosts().length < rpc.comparableHosts().length;
    return isAnyAside ? Math.max(LOOK_BACK_MS, blockTimeMs) : LOOK_EVERY_MS;
  }

  function note(head: BlockHeader | null): void {
    if (rpc.comparableHosts().length < 2 || looking) return;
    if (now() - lookedAt < pauseAt(head)) return;
    // Whoever reads next meets the same faults and reports them.
    const look = compare().catch(() => {});
    looking = look.finally(() => {
      looking = undefined;
    });
  }

  function suspect(): void {
    isSuspect = true;
    // Not only at the next head: there may be none to be read.
    note(null);
  }

  return {
    compare,
    note,
    suspect,
    disbelieve({ host, head }, gap) {
      gaps.note(host, gap);
      // At once: what is read next is read from another. Where the others are aside as well, they are compared first.
      const isAnother = rpc.readyHosts().some((ready) => ready !== host);
      if (isAnother)
        rpc.setAside(host, inconsistent(host, `that its head is ${head.number}, and no block ${gap.from}`));
      suspect();
    },
  };
}
