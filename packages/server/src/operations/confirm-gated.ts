import type { NetworkConfig } from '../config/network-spec.ts';
import { assuranceOf } from '../core/chain/assurance.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Claim } from '../core/chain/witness.ts';
import { type ChainCursor, holdCursor } from '../store/chain-cursors.ts';
import type { Transaction } from '../store/database.ts';
import {
  confirmEach,
  countDoubts,
  type Doubts,
  findGated,
  findTagsAwaited,
  type GatedTransfer,
  noteDoubts,
} from '../store/gated-transfers.ts';
import { holdSessions } from '../store/hold-sessions.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { eachOnce, type SessionKey } from '../store/sessions.ts';
import { agreedHeaders } from './agreed-headers.ts';
import { type Judgement, judgeClaims } from './judge-claims.ts';
import { headersAt } from './locate-transfers.ts';
import { heightsOf, readTagStands, type TagStand } from './read-tag-heights.ts';
import type { RecordDeps } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';
import { standsOn } from './search-network.ts';

/** Laid before the nodes at once; what cannot be confirmed is asked about more and more rarely and never stands in the way. */
const AT_ONCE = 200;
const LEAST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;
/** Of what too few nodes answered to: when they are back it does not wait for long. */
const LONGEST_UNHEARD_PAUSE_MS = 15_000;

export interface Gate {
  readonly network: NetworkConfig;
  readonly cursor: ChainCursor;
  readonly leaseToken: bigint;
}

export type GateOutcome =
  | { readonly outcome: 'nothing_waits' }
  /** Another follower has taken over, or a reorg came between: nothing was written. */
  | { readonly outcome: 'overtaken' }
  | {
      readonly outcome: 'checked';
      readonly changes: readonly ToldChange[];
      /** How many are not confirmed, and why. */
      readonly doubts: Doubts;
      /** What the nodes say of the tags that are waited for. */
      readonly stands: readonly TagStand[];
    };

/**
 * Confirms transfers whose confirming block is in the books and that wait for more: for the tag that must have reached their
 * block, and for as many nodes to show them as the quorum asks. Each is confirmed at its confirming block's time, however
 * long it waited. Nothing of what fewer nodes show is ever confirmed.
 */
export async function confirmGated(
  deps: RecordDeps,
  source: Pick<ChainSource, 'witnesses' | 'readHeaders'>,
  { network, cursor, leaseToken }: Gate,
): Promise<GateOutcome> {
  const { name } = network.spec;
  const tags = await findTagsAwaited(deps.store, name, cursor.number);
  if (tags.length === 0) return { outcome: 'nothing_waits' };
  const { quorum } = assuranceOf(network);
  const stands = await readTagStands(source, new Set(tags), cursor.number);
  const search = { upTo: cursor.number, heights: heightsOf(stands, quorum), now: deps.runtime.now(), limit: AT_ONCE };
  const gated = await findGated(deps.store, name, search);
  // What a node stumbled over before is not asked about together with what it has not seen yet.
  const groups = [gated.filter(({ doubt }) => doubt === null), gated.filter(({ doubt }) => doubt !== null)];
  const changes: ToldChange[] = [];
  for (const group of groups.filter(({ length }) => length > 0)) {
    const checked = await check(deps, source, network, group);
    const written = await retriedTransaction(deps.store, async (tx) => {
      const now = await holdCursor(tx, name);
      if (now?.leaseToken !== leaseToken || !(await standsOn(tx, now, cursor))) return null;
      return write(deps, tx, checked);
    });
    if (written === null) return { outcome: 'overtaken' };
    changes.push(...written);
  }
  return { outcome: 'checked', changes, doubts: await countDoubts(deps.store, name), stands };
}

interface Checked {
  readonly gated: GatedTransfer;
  readonly judgement: Judgement;
  /** The confirming block's time. */
  readonly at: number;
}

async function check(
  { store }: RecordDeps,
  source: Pick<ChainSource, 'witnesses' | 'readHeaders'>,
  network: NetworkConfig,
  gated: readonly GatedTransfer[],
): Promise<readonly Checked[]> {
  const numbers = [...new Set(gated.map(({ confirmNumber }) => confirmNumber))];
  const headers = await headersAt(store, agreedHeaders(source, network), network.spec.name, numbers);
  const claims = gated.map(({ block, transfer, confirmNumber, finality, receivedInBlock }): Claim => {
    const confirming = headers.get(confirmNumber)!;
    return { block, transfer, finality, confirming, ...(receivedInBlock !== null && { receivedInBlock }) };
  });
  const judgements = await judgeClaims(source.witnesses(), assuranceOf(network).quorum, claims);
  return gated.map((each, i) => ({ gated: each, judgement: judgements[i]!, at: claims[i]!.confirming.timestamp }));
}

async function write(deps: RecordDeps, tx: Transaction, checked: readonly Checked[]): Promise<readonly ToldChange[]> {
  const now = deps.runtime.now();
  const seen = checked.filter(({ judgement }) => judgement.verdict === 'seen');
  await holdSessions(tx, eachOnce(seen.flatMap(({ gated }) => ownersOf(gated))));
  const confirmed = await confirmEach(
    tx,
    seen.map(({ gated, at }) => ({ ...gated, at })),
  );
  await noteDoubts(
    tx,
    checked.flatMap(({ gated, judgement }) => {
      const { verdict } = judgement;
      if (verdict === 'seen') return [];
      return [{ ...gated, doubt: verdict, checkAt: now + pauseMs(judgement, now - gated.foundAt) }];
    }),
  );
  const touched = eachOnce(seen.flatMap(({ gated }) => (confirmed.has(gated.id) ? ownersOf(gated) : [])));
  return touched.length === 0 ? [] : deps.rederive(tx, touched);
}

/** A part of its age: a node that lags is asked again soon, about a forgery after months hardly ever. */
function pauseMs({ verdict, hasStumbled }: Judgement, ageMs: number): number {
  if (verdict === 'unheard' && !hasStumbled) return Math.min(LONGEST_UNHEARD_PAUSE_MS, Math.floor(ageMs / 16));
  return Math.min(LONGEST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, Math.floor(ageMs / 8)));
}

function ownersOf({ organizationId, sessionId, attachedSessionId }: GatedTransfer): readonly SessionKey[] {
  const attached = attachedSessionId === null ? [] : [{ organizationId, sessionId: attachedSessionId }];
  return [{ organizationId, sessionId }, ...attached];
}
