import { expect, vi } from 'vitest';
import type { NetworkConfig } from '../config/network-spec.ts';
import type { ChainSource } from '../core/chain/source.ts';
import { createFollower, type Follower, type FollowerDeps } from '../ingest/follow-chain.ts';
import type { ToldChange } from '../operations/rederive-sessions.ts';
import { readCursor } from '../store/chain-cursors.ts';
import type { Store } from '../store/database.ts';
import type { Wake } from '../store/wake.ts';
import type { Shop } from './chain-shop.ts';
import { createMemoryWake } from './memory-wake.ts';

/** What a follower reported, as sentences in order. */
export interface FollowerRecord {
  readonly log: string[];
  readonly faults: unknown[];
  /** After each of the faults, in milliseconds. */
  readonly pauses: number[];
  readonly changes: ToldChange[];
}

export type TestFollower = Follower & FollowerRecord & { readonly wake: Wake };

export type FollowOptions = Partial<FollowerDeps> & { readonly network: NetworkConfig; readonly source: ChainSource };

/** A follower of the shop's, started. Stop it. */
export function follow(shop: Pick<Shop, 'deps' | 'runtime'>, options: FollowOptions): TestFollower {
  const record: FollowerRecord = { log: [], faults: [], pauses: [], changes: [] };
  const wake = options.wake ?? createMemoryWake();
  const follower = createFollower({
    ...shop.deps,
    wake,
    holder: shop.runtime.newId(),
    log: {
      started: ({ at }) => void record.log.push(`started at ${at}`),
      restarted: ({ at }) => void record.log.push(`restarted at ${at}`),
      rolledBack: ({ to, depth, orphaned, isDeep }) =>
        void record.log.push(`rolled back ${depth} to ${to}, orphaned ${orphaned}${isDeep ? ', deep' : ''}`),
      catchingUp: ({ at }) => void record.log.push(`catching up at ${at}`),
      caughtUp: ({ at }) => void record.log.push(`caught up at ${at}`),
      unverified: ({ unheard, disputed }) =>
        void record.log.push(`unverified: ${unheard} unheard, ${disputed} disputed`),
      quorumMissing: ({ above }) =>
        void record.log.push(above === null ? 'quorum is back' : `no quorum above ${above}`),
      nodeApart: ({ host, detail }) =>
        void record.log.push(detail === null ? `${host} fits again` : `${host} is apart: ${detail}`),
      timeAmended: ({ block, byMs }) => void record.log.push(`time of block ${block} moved by ${byMs} ms`),
      missedTransfersFound: ({ count }) => void record.log.push(`found ${count} missed`),
      faltered: ({ error, retryInMs }) => {
        record.faults.push(error);
        record.pauses.push(retryInMs);
      },
    },
    onChanges: (changes) => void record.changes.push(...changes),
    ...options,
  });
  follower.start();
  return Object.assign(follower, record, { wake });
}

/** Resolves when the books stand on this block. */
export async function untilAt(store: Store, network: string, { hash }: { readonly hash: string }): Promise<void> {
  await vi.waitFor(async () => expect((await readCursor(store, network))?.hash).toBe(hash), {
    timeout: 30_000,
    interval: 5,
  });
}
