import type { NetworkConfig } from '../config/network-spec.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Milliseconds } from '../core/time.ts';
import type { RecordDeps } from '../operations/record-batch.ts';
import type { ToldChange } from '../operations/rederive-sessions.ts';
import type { Wake } from '../store/wake.ts';

/** What a follower reports; a logger and metrics stand behind it. */
export interface FollowerLog {
  started(facts: { readonly network: string; readonly at: bigint }): void;
  /** The chain was replaced by another. */
  restarted(facts: { readonly network: string; readonly at: bigint }): void;
  rolledBack(facts: {
    readonly network: string;
    readonly to: bigint;
    readonly depth: bigint;
    readonly orphaned: number;
    /** Deeper than the network's own policy of confirmations: what was told may have been taken back. */
    readonly isDeep: boolean;
  }): void;
  /** Far behind the node's tip, every few seconds. */
  catchingUp(facts: {
    readonly network: string;
    readonly at: bigint;
    readonly tip: bigint;
    readonly behind: bigint;
    readonly blocksPerSecond: number;
  }): void;
  caughtUp(facts: { readonly network: string; readonly at: bigint; readonly blocksPerSecond: number }): void;
  /** How many transfers wait for nodes to show them, and why; told when it changes. Nothing of them is credited. */
  unverified(facts: { readonly network: string; readonly unheard: number; readonly disputed: number }): void;
  /** For a minute already fewer nodes than the quorum asks have shown the blocks above this one; null: they have again. */
  quorumMissing(facts: { readonly network: string; readonly above: bigint | null }): void;
  /**
   * For minutes already this node shows something else than as many others as the quorum asks, which holds nothing up; null: it
   * fits again.
   */
  nodeApart(facts: { readonly network: string; readonly host: string; readonly detail: string | null }): void;
  /** A block had another time in the books than the nodes show now; by so much it was moved. */
  timeAmended(facts: { readonly network: string; readonly block: bigint; readonly byMs: Milliseconds }): void;
  missedTransfersFound(facts: { readonly network: string; readonly count: number }): void;
  faltered(facts: { readonly network: string; readonly error: unknown; readonly retryInMs: Milliseconds }): void;
}

export interface FollowerDeps extends RecordDeps {
  readonly network: NetworkConfig;
  readonly source: ChainSource;
  readonly wake: Wake;
  /** Tells this process from others: a UUID. */
  readonly holder: string;
  readonly log: FollowerLog;
  /** After each commit: wakes pages and deliveries. */
  readonly onChanges: (changes: readonly ToldChange[]) => void;
  readonly leaseTtlMs?: Milliseconds;
}
