import type { NetworkConfig } from '../config/network-spec.ts';
import { assuranceOf } from '../core/chain/assurance.ts';
import type { BlockHeader, ChainBlock } from '../core/chain/blocks.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import { lower } from '../core/chain/heights.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { ChainWitness } from '../core/chain/witness.ts';
import { readHeadersAt } from '../store/chain-blocks.ts';
import { advanceWitnessed } from '../store/chain-cursor-moves.ts';
import type { ChainCursor } from '../store/chain-cursors.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import type { FoundTransfer } from '../store/transfers.ts';
import { addLateTransfers } from './add-transfers.ts';
import { agreedHeaders } from './agreed-headers.ts';
import { askWitnesses } from './ask-witnesses.ts';
import { headersAt } from './locate-transfers.ts';
import { matchBlocks } from './match-transfers.ts';
import { policyOf, type RecordDeps } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';

export interface WitnessReading {
  readonly network: NetworkConfig;
  readonly cursor: ChainCursor;
  readonly leaseToken: bigint;
  /** Blocks above this one were read by us under this lease: what the source remembers of their reading holds. */
  readonly ownAbove: bigint;
}

export type WitnessOutcome =
  /** Every block in the books has been read by enough nodes, or one is enough. */
  | { readonly outcome: 'nothing_due' }
  /** Another follower has taken over, or a reorg came between: nothing was written. */
  | { readonly outcome: 'overtaken' }
  /** Fewer nodes than are needed have shown these very blocks: asked again at the next step. */
  | {
      readonly outcome: 'too_few';
      readonly heard: number;
      readonly needed: number;
      /** Blocks in the books that some of them show with another time. */
      readonly doubted: readonly BlockHeader[];
    }
  | {
      readonly outcome: 'witnessed';
      readonly cursor: ChainCursor;
      /** Transfers that the first reading did not show. */
      readonly missed: number;
      readonly changes: readonly ToldChange[];
      /** The hosts that showed these blocks, and what kept others from being heard in their stead. */
      readonly heard: readonly string[];
      readonly faults: readonly ChainReadError[];
    };

type Source = Pick<ChainSource, 'witnesses' | 'firstReader' | 'readHeaders'>;

/**
 * Has blocks that one node showed read in full by as many others as the quorum asks, soon after. What one of them shows and
 * the first did not goes into the books as if it had been found at once; so a node that hides a payment hides it for no
 * longer than the others need to be asked. It counts only once as many nodes show it (`confirmGated`).
 */
export async function witnessBlocks(
  deps: RecordDeps,
  source: Source,
  { network, cursor, leaseToken, ownAbove }: WitnessReading,
): Promise<WitnessOutcome> {
  if (cursor.witnessedNumber === null) return { outcome: 'nothing_due' };
  const from = cursor.witnessedNumber + 1n;
  const to = lower(from + BigInt(policyOf(network).largestBatch) - 1n, cursor.number);
  if (from > to) return { outcome: 'nothing_due' };
  const kept = await keptHeaders(deps, network, from, to);
  const { quorum } = assuranceOf(network);
  const first = from > ownAbove ? onlyReader(source, [...kept.values()], Number(to - from) + 1) : null;
  const others = source.witnesses().filter(({ host }) => host !== first);
  const needed = first === null ? quorum : quorum - 1;
  const doubted: BlockHeader[] = [];
  const faults: ChainReadError[] = [];
  const hear = async (witness: ChainWitness) => {
    const blocks = await witness.readBlocks(from, to);
    checkSame(blocks, kept, witness.host, doubted);
    const found = await matchBlocks(deps, network, witness, blocks);
    await checkUnkept(deps, source, network, { witness, blocks, kept, found });
    return { found, time: blocks.at(-1)!.timestamp };
  };
  const heard = await askWitnesses(others, needed, hear, (fault) => void faults.push(fault));
  if (heard.length < needed) return { outcome: 'too_few', heard: heard.length, needed, doubted };
  const found = heard.flatMap(({ answer }) => answer.found);
  // Each agrees with the books, or with as many nodes as the quorum asks: no single one lets a deadline pass.
  const { time } = heard[0]!.answer;
  return retriedTransaction(deps.store, async (tx) => {
    const advanced = await advanceWitnessed(tx, { network: network.spec.name, leaseToken }, { from, to, time });
    if (advanced === null) return { outcome: 'overtaken' };
    const additions = { network: network.spec.name, found, confirming: [] };
    const { inserted, touched } = await addLateTransfers(deps.runtime, tx, additions, advanced.number);
    const changes = touched.length === 0 ? [] : await deps.rederive(tx, touched);
    const hosts = heard.map(({ witness }) => witness.host);
    return { outcome: 'witnessed', cursor: advanced, missed: inserted.length, changes, heard: hosts, faults };
  });
}

type Headers = ReadonlyMap<bigint, BlockHeader>;

async function keptHeaders({ store }: RecordDeps, { spec }: NetworkConfig, from: bigint, to: bigint): Promise<Headers> {
  const numbers = Array.from({ length: Number(to - from) + 1 }, (_, i) => from + BigInt(i));
  const headers = await readHeadersAt(store, spec.name, numbers);
  return new Map(headers.map((header) => [header.number, header]));
}

/** The host that read all of these blocks for the books; null where several did, or it is not known of each. */
function onlyReader(source: Source, headers: readonly BlockHeader[], count: number): string | null {
  const hosts = new Set(headers.map(({ hash }) => source.firstReader(hash)));
  const [host = null] = hosts;
  return hosts.size === 1 && headers.length === count ? host : null;
}

/** Throws unless the blocks are those in the books, as far as their headers are kept. Notes one whose time alone differs. */
function checkSame(blocks: readonly ChainBlock[], kept: Headers, host: string, doubted: BlockHeader[]): void {
  for (const { number, hash, timestamp } of blocks) {
    const header = kept.get(number);
    if (header === undefined || (header.hash === hash && header.timestamp === timestamp)) continue;
    if (header.hash === hash) doubted.push(header);
    throw new ChainReadError('inconsistent', `${host} shows another block ${number} than the books stand on`, { host });
  }
}

interface Shown {
  readonly witness: ChainWitness;
  readonly blocks: readonly ChainBlock[];
  readonly kept: Headers;
  readonly found: readonly FoundTransfer[];
}

/**
 * Of blocks whose headers are not kept, those that something is concluded from are held against what enough nodes show: the
 * blocks of what was found, and the last, whose time the deadlines are judged by.
 */
async function checkUnkept(
  { store }: RecordDeps,
  source: Source,
  network: NetworkConfig,
  { witness, blocks, kept, found }: Shown,
): Promise<void> {
  const numbers = new Set([blocks.at(-1)!.number, ...found.map(({ block }) => block.number)]);
  const unkept = [...numbers].filter((number) => !kept.has(number));
  if (unkept.length === 0) return;
  const headers = await headersAt(store, agreedHeaders(source, network), network.spec.name, unkept);
  checkSame(blocks, headers, witness.host, []);
}
