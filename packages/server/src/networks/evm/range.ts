import { ChainReadError } from '../../core/chain/errors.ts';
import { decodeTransferLogs, type LogTransfer } from './logs.ts';
import { inconsistent, quantity } from './normalize.ts';
import type { RpcClient } from './rpc.ts';
import type { Decode } from './rpc-asker.ts';

const WIDEST = 2_000n;
/** After so many full ranges without complaint a wider one is tried again. */
const PATIENCE = 20;

export interface RangeReader {
  /** Transfers of `filter` in blocks `from…to`, in as many requests as the node's limits ask for. */
  read(from: bigint, to: bigint, filter: object, watched: ReadonlySet<string> | null): Promise<LogTransfer[]>;
}

/** Reads logs by range, halving it where a node says «too much» and remembering of each node what it bore. */
export function createRangeReader(rpc: RpcClient, widest: bigint = WIDEST): RangeReader {
  const learnt = new Map<string, { width: bigint; borne: number }>();

  function learntOf(host: string): { width: bigint; borne: number } {
    const known = learnt.get(host) ?? { width: widest, borne: 0 };
    learnt.set(host, known);
    return known;
  }

  function readOnce(from: bigint, to: bigint, filter: object, watched: ReadonlySet<string> | null) {
    const params = [{ fromBlock: quantity(from), toBlock: quantity(to), ...filter }];
    const decode: Decode<LogTransfer[]> = ([result], host) => {
      const transfers = decodeTransferLogs(result, watched, host);
      for (const { blockNumber } of transfers) {
        if (blockNumber < from || blockNumber > to) throw inconsistent(host, `a log outside of blocks ${from}–${to}`);
      }
      noteBorne(host, to - from + 1n);
      return transfers;
    };
    return rpc.read([{ method: 'eth_getLogs', params }], decode, from < to);
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
    async read(from, to, filter, watched) {
      let transfers: LogTransfer[] = [];
      let start = from;
      while (start <= to) {
        const host = rpc.firstHost();
        const end = min(start + learntOf(host).width - 1n, to);
        try {
          transfers = transfers.concat(await readOnce(start, end, filter, watched));
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
