import type { Hex } from '../../core/hex.ts';
import { ADDRESS_BYTES, addressAt, type ReceivingKey } from './address-derive.ts';

/** Indexes `first … last`, both included. */
export interface IndexRun {
  readonly first: bigint;
  readonly last: bigint;
}

export interface PooledAddress {
  readonly address: Hex;
  readonly index: bigint;
  readonly xpubId: string;
}

export interface AddressPool {
  /** A fresh address that nobody else gets. Rejects when none can be leased or derived, or the pool is closed. */
  take(): Promise<PooledAddress>;
  /** For an address that was shown to nobody: the next taker gets it. */
  giveBack(address: PooledAddress): void;
  /** Returns the unused rest of what was leased. Addresses still wanted are refused. */
  close(): Promise<void>;
}

export interface AddressPoolOptions {
  readonly xpubId: string;
  readonly key: ReceivingKey;
  /** Takes at most `count` indexes out of the store, for this process alone. */
  readonly lease: (count: number) => Promise<IndexRun>;
  readonly returnRun: (run: IndexRun) => Promise<void>;
  readonly derive: (key: ReceivingKey, first: number, count: number) => Promise<Uint8Array>;
  /** The first lease is small, each next one twice as large, up to this: what a crash loses grows only with use. */
  readonly leaseSize?: number;
  readonly firstLeaseSize?: number;
}

export class AddressPoolClosedError extends Error {
  override readonly name = 'AddressPoolClosedError';
}

interface Derived {
  readonly first: bigint;
  readonly addresses: Uint8Array;
  taken: number;
}

interface Taker {
  readonly resolve: (address: PooledAddress) => void;
  readonly reject: (reason: unknown) => void;
}

const LEASE_SIZE = 4_096;
const FIRST_LEASE_SIZE = 64;
/** Small while someone waits, so that the first address does not wait for the last. */
const URGENT_PIECE = 16;
const PIECE = 128;

/** Keeps derived addresses ahead of demand, as 20 bytes each. */
export function createAddressPool(options: AddressPoolOptions): AddressPool {
  const { xpubId, key, lease, returnRun, derive, leaseSize = LEASE_SIZE } = options;
  const ready: Derived[] = [];
  const givenBack: PooledAddress[] = [];
  const takers: Taker[] = [];
  let readyCount = 0;
  let nextLeaseSize = Math.min(options.firstLeaseSize ?? FIRST_LEASE_SIZE, leaseSize);
  let lowWater = 1;
  /** Leased and not yet derived. */
  let rest: IndexRun | null = null;
  let filling: Promise<void> | null = null;
  let closed = false;

  function next(): PooledAddress | undefined {
    const returned = givenBack.pop();
    const piece = ready[0];
    if (returned || !piece) return returned;
    const place = piece.taken++;
    if (piece.taken * ADDRESS_BYTES === piece.addresses.length) ready.shift();
    readyCount -= 1;
    return { address: addressAt(piece.addresses, place), index: piece.first + BigInt(place), xpubId };
  }

  async function leaseNext(): Promise<IndexRun> {
    const run = await lease(nextLeaseSize);
    lowWater = Math.max(1, nextLeaseSize >> 1);
    nextLeaseSize = Math.min(nextLeaseSize * 2, leaseSize);
    return run;
  }

  async function derivePiece({ first, last }: IndexRun): Promise<void> {
    const left = Number(last - first) + 1;
    const count = Math.min(left, takers.length > 0 ? URGENT_PIECE : PIECE);
    const addresses = await derive(key, Number(first), count);
    rest = count === left ? null : { first: first + BigInt(count), last };
    ready.push({ first, addresses, taken: 0 });
    readyCount += count;
    while (takers.length > 0 && (readyCount > 0 || givenBack.length > 0)) takers.shift()!.resolve(next()!);
  }

  async function fill(): Promise<void> {
    while (!closed && (rest !== null || takers.length > 0 || readyCount < lowWater)) {
      rest ??= await leaseNext();
      if (!closed) await derivePiece(rest);
    }
  }

  function fillInBackground(): void {
    if (filling || closed) return;
    filling = fill()
      .catch((error: unknown) => {
        for (const taker of takers.splice(0)) taker.reject(error);
      })
      .finally(() => {
        filling = null;
        // Someone may have come to wait after the filling had enough and before it ended.
        if (takers.length > 0) fillInBackground();
      });
  }

  return {
    take() {
      if (closed) return Promise.reject(new AddressPoolClosedError('the address pool is closed'));
      const address = next();
      if (readyCount < lowWater) fillInBackground();
      return address ? Promise.resolve(address) : new Promise((resolve, reject) => takers.push({ resolve, reject }));
    },
    giveBack(address) {
      const taker = takers.shift();
      if (taker) taker.resolve(address);
      else givenBack.push(address);
    },
    async close() {
      if (closed) return;
      closed = true;
      await filling;
      for (const taker of takers.splice(0)) taker.reject(new AddressPoolClosedError('the address pool is closed'));
      for (const run of unusedRuns(givenBack, ready, rest)) await returnRun(run);
    },
  };
}

/** What was leased and never given out, in as few runs as there can be; the highest first, so that the counter can step back. */
function unusedRuns(givenBack: readonly PooledAddress[], ready: readonly Derived[], rest: IndexRun | null): IndexRun[] {
  const runs: IndexRun[] = [
    ...givenBack.map(({ index }) => ({ first: index, last: index })),
    ...ready.map(({ first, addresses, taken }) => ({
      first: first + BigInt(taken),
      last: first + BigInt(addresses.length / ADDRESS_BYTES) - 1n,
    })),
    ...(rest ? [rest] : []),
  ].sort((a, b) => (a.first > b.first ? -1 : 1));
  const merged: IndexRun[] = [];
  for (const run of runs) {
    const above = merged.at(-1);
    if (above && run.last + 1n === above.first) merged[merged.length - 1] = { first: run.first, last: above.last };
    else merged.push(run);
  }
  return merged;
}
