import type { NetworkConfig } from '../packages/server/src/config/network-spec.ts';
import { createBatchSize } from '../packages/server/src/ingest/batch-size.ts';
import { createChainStep } from '../packages/server/src/ingest/chain-step.ts';
import type { FollowerDeps, FollowerLog } from '../packages/server/src/ingest/follower-deps.ts';
import { createUpkeep } from '../packages/server/src/ingest/upkeep.ts';
import { policyOf } from '../packages/server/src/operations/record-batch.ts';
import { claimCursor } from '../packages/server/src/store/chain-cursors.ts';
import { acquireLease } from '../packages/server/src/store/leases.ts';
import { retriedTransaction } from '../packages/server/src/store/retried-transaction.ts';

/** Longer than any run: a zombie that still believes in its lease is what we want to see. */
const LEASE_MS = 3_600_000;
/**
 * The same for all processes: whoever asks for a lease gets it, as if the other's had run out, and the other goes on
 * without knowing.
 */
const HOLDER = '00000000-0000-0000-0000-000000000001';

const SILENT = new Proxy({}, { get: () => () => {} }) as FollowerLog;

export type FollowParts = Pick<FollowerDeps, 'store' | 'runtime' | 'rederive' | 'network' | 'source' | 'wake'>;

export class SupersededFollower extends Error {
  override readonly name = 'SupersededFollower';
}

/** One look at the node and what follows. A failure makes the next one begin anew. */
export function createFollowing(parts: FollowParts): () => Promise<void> {
  const deps: FollowerDeps = { ...parts, holder: HOLDER, log: SILENT, onChanges: () => {} };
  const batchSize = createBatchSize(policyOf(parts.network).largestBatch);
  let held: Awaited<ReturnType<typeof takeLease>> | undefined;

  async function takeLease({ spec: { name } }: NetworkConfig) {
    const token = await retriedTransaction(parts.store, async (tx) => {
      const acquired = await acquireLease(tx, { name: `follow:${name}`, holder: HOLDER, ttlMs: LEASE_MS });
      if (acquired !== null) await claimCursor(tx, name, acquired);
      return acquired;
    });
    if (token === null) throw new Error('the lease is another’s');
    return { token, step: createChainStep(deps, token, batchSize), upkeep: createUpkeep(deps, token) };
  }

  return async () => {
    try {
      held ??= await takeLease(parts.network);
      const { token, step, upkeep } = held;
      const result = await step.take(() => true);
      if (result.outcome === 'overtaken') {
        held = undefined;
        return;
      }
      if (result.outcome === 'moved' && result.cursor.leaseToken !== token) {
        throw new SupersededFollower(`7: token ${token} moved the books of token ${result.cursor.leaseToken}`);
      }
      await upkeep.after(result.cursor, result.tip);
    } catch (error) {
      held = undefined;
      throw error;
    }
  };
}
