import type { NetworkConfig } from '../config/network-spec.ts';
import { assuranceOf } from '../core/chain/assurance.ts';
import type { BlockHeader, ChainBlock } from '../core/chain/blocks.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import { lower } from '../core/chain/heights.ts';
import type { ChainSource } from '../core/chain/source.ts';
import { readHeadersAt } from '../store/chain-blocks.ts';
import { advanceWitnessed } from '../store/chain-cursor-moves.ts';
import type { ChainCursor } from '../store/chain-cursors.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import type { FoundTransfer } from '../store/transfers.ts';
import { addLateTransfers } from './add-transfers.ts';
import { askWitnesses, type Heard } from './ask-witnesses.ts';
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
  const heard = await askWitnesses(others, needed, async (witness) => {
    const blocks = await witness.readBlocks(from, to);
    checkSame(blocks, kept, witness.host, doubted);
    return blocks;
  });
  if (heard.length < needed) return { outcome: 'too_few', heard: heard.length, needed, doubted };
  const found = await findAll(deps, source, network, heard);
  // They agree with the books; where no header is kept to compare with, none of them alone lets a deadline pass.
  const time = Math.min(...heard.map(({ answer }) => answer.at(-1)!.timestamp));
  return retriedTransaction(deps.store, async (tx) => {
    const advanced = await advanceWitnessed(tx, { network: network.spec.name, leaseToken }, { from, to, time });
    if (advanced === null) return { outcome: 'overtaken' };
    const additions = { network: network.spec.name, found, confirming: [] };
    const { inserted, touched } = await addLateTransfers(deps.runtime, tx, additions, advanced.number);
    const changes = touched.length === 0 ? [] : await deps.rederive(tx, touched);
    return { outcome: 'witnessed', cursor: advanced, missed: inserted.length, changes };
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
    throw new ChainReadError('inconsistent', `${host} shows another block ${number} than the books hold`, { host });
  }
}

/** What of all that was shown went to our addresses. Of blocks whose headers are not kept, the chain is asked for them. */
async function findAll(
  deps: RecordDeps,
  source: Source,
  network: NetworkConfig,
  heard: readonly Heard<readonly ChainBlock[]>[],
): Promise<readonly FoundTransfer[]> {
  const found: FoundTransfer[] = [];
  for (const { witness, answer } of heard) found.push(...(await matchBlocks(deps, network, witness, answer)));
  const numbers = [...new Set(found.map(({ block }) => block.number))];
  const headers = await headersAt(deps.store, source, network.spec.name, numbers);
  for (const { block } of found) {
    if (headers.get(block.number)?.hash === block.hash) continue;
    throw new ChainReadError('inconsistent', `nodes of ${network.spec.name} disagree on block ${block.number}`);
  }
  return found;
}
