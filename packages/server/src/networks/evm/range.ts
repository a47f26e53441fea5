import { ChainReadError } from '../../core/chain/errors.ts';
import type { Hex } from '../../core/hex.ts';
import { getBlock } from './blocks.ts';
import { decodeTransferLogs, type LogTransfer } from './logs.ts';
import { inconsistent, quantity, toHeader, toRecord } from './normalize.ts';
import type { RpcClient } from './rpc.ts';
import type { Decode } from './rpc-asker.ts';

const WIDEST = 2_000n;
/** After so many full ranges without complaint a wider one is tried again. */
const PATIENCE = 20;

export interface RangeReader {
  /**
   * Transfers of `filter` in blocks `from…to`, in as many requests as the node's limits ask for; with `endHash` those of the branch
   * on which block `to` has this hash, and no others.
   */
  read(
    from: bigint,
    to: bigint,
    filter: object,
    watched: ReadonlySet<string> | null,
    endHash?: Hex,
  ): Promise<LogTransfer[]>;
}

/** A piece of a range, and the hashes by which it hangs together with the one before it and with the end; null: any will do. */
interface Piece {
  readonly from: bigint;
  readonly to: bigint;
  readonly parentHash: Hex | null;
  readonly hash: Hex | null;
}

/** Reads logs by range, halving it where a node says «too much» and remembering of each node what it bore. */
export function createRangeReader(rpc: RpcClient, widest: bigint = WIDEST): RangeReader {
  const learnt = new Map<string, { width: bigint; borne: number }>();

  function learntOf(host: string): { width: bigint; borne: number } {
    const known = learnt.get(host) ?? { width: widest, borne: 0 };
    learnt.set(host, known);
    return known;
  }

  /** `isBound`: the blocks at both ends are asked for with the logs, so that they are of the same branch. */
  function readOnce(piece: Piece, filter: object, watched: ReadonlySet<string> | null, isBound: boolean) {
    const { from, to } = piece;
    const params = [{ fromBlock: quantity(from), toBlock: quantity(to), ...filter }];
    const ends = isBound ? [getBlock(from, false), getBlock(to, false)] : [];
    const decode: Decode<{ transfers: LogTransfer[]; endHash: Hex | null }> = ([result, ...blocks], host) => {
      const endHash = isBound ? checkEnds(piece, blocks, host) : null;
      const transfers = decodeTransferLogs(result, watched, host);
      for (const { blockNumber } of transfers) {
        if (blockNumber < from || blockNumber > to) throw inconsistent(host, `a log outside of blocks ${from}–${to}`);
      }
      noteBorne(host, to - from + 1n);
      return { transfers, endHash };
    };
    return rpc.read([{ method: 'eth_getLogs', params }, ...ends], decode, from < to);
  }

  /** The hash of the last block, of a branch that fits. */
  function checkEnds({ from, to, parentHash, hash }: Piece, blocks: readonly unknown[], host: string): Hex {
    if (blocks.includes(null)) throw new ChainReadError('behind', `${host} lacks a block of ${from}–${to}`, { host });
    const [first, last] = blocks.map((block) => toHeader(toRecord(block, host, 'block'), host, rpc.latestTime()));
    const fits =
      first!.number === from &&
      last!.number === to &&
      (parentHash === null || first!.parentHash === parentHash) &&
      (hash === null || last!.hash === hash);
    if (!fits)
      throw inconsistent(host, `logs of blocks ${from}–${to} of another branch than the one that was asked for`);
    return last!.hash;
  }

  function noteBorne(host: string, span: bigint): void {
    const known = learntOf(host);
    if (span < known.width) return;
    known.borne += 1;
    if (known.borne < PATIENCE || known.width === widest) return;
    known.borne = 0;
    known.width = min(known.width * 2n, widest);
  }

  function halve(error: unknown, span: bigint, asked: string): void {
    if (!(error instanceof ChainReadError) || span === 1n) throw error;
    if (!HALVED.has(error.reason)) throw error;
    const blamed = learntOf(error.host ?? asked);
    // Refused once more, by a node that was only standing in: then whoever is asked first must be asked for less.
    const known = blamed.width > span / 2n ? blamed : learntOf(asked);
    known.width = min(known.width, span / 2n);
    known.borne = 0;
    // A node that runs out of time gets a pause as well: the caller comes again, with the narrower range.
    if (error.reason === 'timeout') throw error;
  }

  return {
    async read(from, to, filter, watched, endHash) {
      let transfers: LogTransfer[] = [];
      let parentHash: Hex | null = null;
      let start = from;
      while (start <= to) {
        const host = rpc.firstHost();
        const end = min(start + learntOf(host).width - 1n, to);
        try {
          const piece = { from: start, to: end, parentHash, hash: end === to ? (endHash ?? null) : null };
          const read = await readOnce(piece, filter, watched, endHash !== undefined);
          transfers = transfers.concat(read.transfers);
          parentHash = read.endHash;
          start = end + 1n;
        } catch (error) {
          halve(error, end - start + 1n, host);
        }
      }
      return transfers;
    },
  };
}

/** Nodes word their limits in many ways, so any error in answer to a range counts as one until a single block fails. */
const HALVED = new Set(['range_limit', 'node_error', 'http_status', 'timeout']);

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
