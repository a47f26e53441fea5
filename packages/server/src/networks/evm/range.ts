import { ChainReadError } from '../../core/chain/errors.ts';
import { decodeTransferLogs, type LogTransfer } from './logs.ts';
import { inconsistent, quantity } from './normalize.ts';
import type { RpcClient } from './rpc.ts';

const WIDEST = 2_000n;
/** After so many full ranges without complaint a wider one is tried again. */
const PATIENCE = 20;

export interface RangeReader {
  /** Transfers of `filter` in blocks `from…to`, in as many requests as the node's limits ask for. */
  read(from: bigint, to: bigint, filter: object, watched: ReadonlySet<string> | null): Promise<LogTransfer[]>;
}

/** Reads logs by range, halving it where the node says «too much» and remembering what it bore. */
export function createRangeReader(rpc: RpcClient, widest: bigint = WIDEST): RangeReader {
  let width = widest;
  let borne = 0;

  function readOnce(from: bigint, to: bigint, filter: object, watched: ReadonlySet<string> | null) {
    const params = [{ fromBlock: quantity(from), toBlock: quantity(to), ...filter }];
    return rpc.read([{ method: 'eth_getLogs', params }], ([result], host) => {
      const transfers = decodeTransferLogs(result, watched, host);
      for (const { blockNumber } of transfers) {
        if (blockNumber < from || blockNumber > to) throw inconsistent(host, `a log outside of blocks ${from}–${to}`);
      }
      return transfers;
    });
  }

  function noteBorne(span: bigint): void {
    borne = span === width ? borne + 1 : borne;
    if (borne < PATIENCE || width === widest) return;
    borne = 0;
    width = min(width * 2n, widest);
  }

  function halve(error: unknown, span: bigint): void {
    if (!(error instanceof ChainReadError) || span === 1n) throw error;
    if (!HALVED.has(error.reason)) throw error;
    width = span / 2n;
    borne = 0;
    // A node that runs out of time gets a pause as well: the caller comes again, with the narrower range.
    if (error.reason === 'timeout') throw error;
  }

  return {
    async read(from, to, filter, watched) {
      let transfers: LogTransfer[] = [];
      let start = from;
      while (start <= to) {
        const end = min(start + width - 1n, to);
        try {
          transfers = transfers.concat(await readOnce(start, end, filter, watched));
          noteBorne(end - start + 1n);
          start = end + 1n;
        } catch (error) {
          halve(error, end - start + 1n);
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
