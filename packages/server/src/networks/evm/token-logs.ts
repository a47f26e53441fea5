import { ChainReadError } from '../../core/chain/errors.ts';
import type { Hex } from '../../core/hex.ts';
import type { BlockBody } from './blocks.ts';
import { bloomBits, explainsBloom, hasBits, isEmptyBloom } from './bloom.ts';
import { decodeTransferLogs, type LogTransfer, TRANSFER_TOPIC } from './logs.ts';
import { inconsistent, malformed, toAddress, toHash, toRecord } from './normalize.ts';
import type { RangeReader } from './range.ts';
import type { RpcClient } from './rpc.ts';
import type { RpcCall } from './rpc-asker.ts';

export interface TokenLogReader {
  /** The watched tokens' transfers of each of `blocks`, in order. `settled`: no reorg is expected, so a range may be asked. */
  read(blocks: readonly BlockBody[], settled: boolean): Promise<readonly (readonly LogTransfer[])[]>;
}

/** Reads the logs of blocks whose hashes are known, so that no log of another fork can slip in. */
export function createTokenLogReader(rpc: RpcClient, ranges: RangeReader, tokens: readonly Hex[]): TokenLogReader {
  const watched = new Set<string>(tokens);
  const transferBits = bloomBits(TRANSFER_TOPIC);
  const tokenBits = tokens.map(bloomBits);

  function byHash(blocks: readonly BlockBody[]): Promise<LogTransfer[][]> {
    const calls = blocks.map((block): RpcCall => getLogsOf(block, { address: tokens, topics: [TRANSFER_TOPIC] }));
    return rpc.read(calls, (results, host) =>
      results.map((result, i) => checkBlock(decodeTransferLogs(result, watched, host), blocks[i]!, host)),
    );
  }

  async function byRange(blocks: readonly BlockBody[]): Promise<LogTransfer[][]> {
    const [from, to] = [blocks[0]!.header.number, blocks.at(-1)!.header.number];
    const transfers = await ranges.read(from, to, { address: tokens, topics: [TRANSFER_TOPIC] }, watched);
    const perBlock = blocks.map((): LogTransfer[] => []);
    for (const transfer of transfers) perBlock[Number(transfer.blockNumber - from)]!.push(transfer);
    return perBlock.map((found, i) => checkBlock(found, blocks[i]!, 'the node'));
  }

  function promisesMore({ logsBloom }: BlockBody, found: readonly LogTransfer[]): boolean {
    if (found.length > 0 || logsBloom === null || isEmptyBloom(logsBloom)) return false;
    return hasBits(logsBloom, transferBits) && tokenBits.some((bits) => hasBits(logsBloom, bits));
  }

  /**
   * No transfers, though the bloom may hold some: reads all of the block's logs. Blooms have false positives, so the answer
   * may rightly be none; but then the logs of others must account for every bit of the bloom, else the read has failed.
   */
  function readUnfiltered(block: BlockBody): Promise<LogTransfer[]> {
    return rpc.read([getLogsOf(block, {})], ([result], host) => {
      const logs = decodeLogged(result, block, host);
      if (
        !explainsBloom(
          block.logsBloom!,
          logs.flatMap((log) => log.logged),
        )
      ) {
        throw new ChainReadError('incomplete', `${host} lacks logs of block ${block.header.number}`, { host });
      }
      const transfers = logs.filter((log) => watched.has(log.address) && log.topics[0] === TRANSFER_TOPIC);
      return checkBlock(
        decodeTransferLogs(
          transfers.map((log) => log.raw),
          watched,
          host,
        ),
        block,
        host,
      );
    });
  }

  return {
    async read(blocks, settled) {
      if (tokens.length === 0 || blocks.length === 0) return blocks.map(() => []);
      const found = settled && blocks.length > 1 ? await byRange(blocks) : await byHash(blocks);
      for (const [i, block] of blocks.entries()) {
        if (promisesMore(block, found[i]!)) found[i] = await readUnfiltered(block);
      }
      return found;
    },
  };
}

function getLogsOf(block: BlockBody, filter: object): RpcCall {
  return { method: 'eth_getLogs', params: [{ blockHash: block.header.hash, ...filter }] };
}

/** Throws unless every log is of exactly this block. */
function checkBlock(transfers: LogTransfer[], { header }: BlockBody, host: string): LogTransfer[] {
  for (const transfer of transfers) {
    if (transfer.blockHash !== header.hash || transfer.blockNumber !== header.number) {
      throw inconsistent(host, `a log of another block than ${header.number}`);
    }
  }
  return transfers;
}

function decodeLogged(result: unknown, block: BlockBody, host: string) {
  if (!Array.isArray(result)) throw malformed(host, 'no list of logs');
  return result.map((entry) => {
    const raw = toRecord(entry, host, 'log');
    if (toHash(raw['blockHash'], host, 'block hash') !== block.header.hash)
      throw inconsistent(host, "another block's log");
    if (!Array.isArray(raw['topics'])) throw malformed(host, 'a log without topics');
    const address = toAddress(raw['address'], host, 'log address');
    const topics = raw['topics'].map((topic) => toHash(topic, host, 'topic'));
    return { raw, address, topics, logged: [address, ...topics] };
  });
}
