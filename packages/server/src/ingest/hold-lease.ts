import type { Milliseconds } from '../core/time.ts';
import { claimCursor } from '../store/chain-cursors.ts';
import type { Store } from '../store/database.ts';
import { acquireLease, releaseLease, renewLease } from '../store/leases.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';

export interface HeldLease {
  readonly token: bigint;
  /** False from the moment we learn that another has taken over. What we would still write, the cursor's token refuses. */
  readonly isHeld: () => boolean;
  release(): Promise<void>;
}

export interface LeaseRequest {
  readonly network: string;
  readonly holder: string;
  readonly ttlMs: Milliseconds;
  readonly onLost: () => void;
}

/**
 * Takes the lease on following a network and renews it in the background until it is released; `null` while another holds
 * it. Taking it and claiming the cursor are one transaction: from its commit on no earlier holder can write.
 */
export async function holdLease(store: Store, request: LeaseRequest): Promise<HeldLease | null> {
  const { network, holder, ttlMs, onLost } = request;
  const name = `follow:${network}`;
  const token = await retriedTransaction(store, async (tx) => {
    const acquired = await acquireLease(tx, { name, holder, ttlMs });
    if (acquired !== null) await claimCursor(tx, network, acquired);
    return acquired;
  });
  if (token === null) return null;

  let held = true;
  const renewal = setInterval(() => void renew(), ttlMs / 3);

  async function renew(): Promise<void> {
    // A database that cannot be reached decides nothing: nobody else can take the lease there either.
    const renewed = await renewLease(store, { name, token: token!, ttlMs }).catch(() => true);
    if (renewed || !held) return;
    end();
    onLost();
  }

  function end(): void {
    held = false;
    clearInterval(renewal);
  }

  return {
    token,
    isHeld: () => held,
    async release() {
      end();
      await releaseLease(store, { name, token });
    },
  };
}
