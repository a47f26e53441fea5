import type { NetworkConfig } from '../../config/network-spec.ts';
import type { PendingTransfer } from '../../core/chain/blocks.ts';
import type { Hex } from '../../core/hex.ts';
import type { Offer } from '../../core/session/facts.ts';
import type { Session } from '../../core/session/session.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import type { NetworkReading } from '../../operations/network-reading.ts';

/** A payment on its way to the session: no block holds it yet, and it may never be in one. It is shown, and is no fact. */
export interface Sighting {
  readonly offer: Offer;
  readonly txHash: Hex;
  readonly amountAtomic: bigint;
  readonly firstSeenAt: Instant;
}

export interface SightingOptions {
  readonly networks: readonly NetworkConfig[];
  readonly readPending: NetworkReading['readPending'];
  readonly now: () => Instant;
  /** Another payment is on its way than before, or none any more. */
  readonly onChange: (sessionId: string) => void;
}

export interface Sightings {
  /** What was on its way at the last look. Asking is what has the next ones made, for a while. */
  of(session: Session): readonly Sighting[];
  close(): void;
}

/** A pending block is large: one look serves all open pages, and several a block show nothing that one does not. */
const LOOK_AT_MOST_EVERY_MS = 1000;
const LOOKS_A_BLOCK = 4;
/** Where blocks come faster than this, the block itself is there before a look at what is pending. */
const FAST_BLOCK_MS = 1000;
/** An open page is rendered anew twice a minute at least. */
const FORGET_AFTER_MS = 40_000;
const REST_AFTER_FAILURE_MS = 30_000;

/** What is on its way to the sessions whose pages are open, as the nodes show it. */
export function createSightings({ networks, readPending, now, onChange }: SightingOptions): Sightings {
  const slow = networks.filter(({ spec }) => spec.blockTimeMs >= FAST_BLOCK_MS);
  const watches = new Map(
    slow.map(({ spec: { name, blockTimeMs } }) => {
      const everyMs = Math.max(LOOK_AT_MOST_EVERY_MS, blockTimeMs / LOOKS_A_BLOCK);
      return [name, createWatch({ everyMs, now, onChange, read: (addresses) => readPending(name, addresses) })];
    }),
  );

  return {
    of({ id, status, address, terms }) {
      if (address === null || (status !== 'pending' && status !== 'underpaid')) return [];
      return terms.offers.flatMap((offer) => {
        const seen = watches.get(offer.network)?.of(id, address) ?? [];
        return seen
          .filter(({ contract }) => contract === offer.contract)
          .map(({ txHash, amountAtomic, firstSeenAt }) => ({ offer, txHash, amountAtomic, firstSeenAt }));
      });
    },
    close() {
      for (const watch of watches.values()) watch.close();
    },
  };
}

interface Seen extends PendingTransfer {
  readonly firstSeenAt: Instant;
}

interface Watched {
  readonly sessionId: string;
  askedAt: Instant;
  seen: readonly Seen[];
}

interface WatchOptions extends Pick<SightingOptions, 'now' | 'onChange'> {
  readonly everyMs: Milliseconds;
  readonly read: (addresses: readonly Hex[]) => Promise<readonly PendingTransfer[]>;
}

/** One network's. */
function createWatch({ everyMs, now, onChange, read }: WatchOptions) {
  const watched = new Map<Hex, Watched>();
  let timer: NodeJS.Timeout | undefined;
  let lookAgainAt: Instant = 0;

  function lookLater(): void {
    timer ??= setTimeout(() => void look(), Math.max(0, lookAgainAt - now())).unref();
  }

  async function look(): Promise<void> {
    for (const [address, { askedAt }] of watched) if (askedAt < now() - FORGET_AFTER_MS) watched.delete(address);
    if (watched.size > 0) {
      // The follower reports a node that fails; here nothing depends on it.
      const pending = await read([...watched.keys()]).catch(() => undefined);
      for (const [address, each] of watched) note(each, pending?.filter(({ to }) => to === address) ?? []);
      lookAgainAt = now() + (pending ? everyMs : REST_AFTER_FAILURE_MS);
    }
    timer = undefined;
    if (watched.size > 0) lookLater();
  }

  function note(each: Watched, pending: readonly PendingTransfer[]): void {
    const before = each.seen;
    each.seen = pending.map((transfer) => {
      const known = before.find(({ txHash, contract }) => txHash === transfer.txHash && contract === transfer.contract);
      return known ?? { ...transfer, firstSeenAt: now() };
    });
    if (before.length !== each.seen.length || each.seen.some((seen) => !before.includes(seen)))
      onChange(each.sessionId);
  }

  return {
    of(sessionId: string, address: Hex): readonly Seen[] {
      const each = watched.get(address) ?? { sessionId, askedAt: 0, seen: [] };
      each.askedAt = now();
      watched.set(address, each);
      lookLater();
      return each.seen;
    },
    close() {
      watched.clear();
      clearTimeout(timer);
    },
  };
}
