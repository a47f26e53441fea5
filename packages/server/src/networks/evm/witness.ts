import type { Finality } from '../../core/chain/assurance.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import type { InternalTransfers } from '../../core/chain/source.ts';
import type { ChainWitness, Claim, Testimony } from '../../core/chain/witness.ts';
import type { BlockReader } from './block-reader.ts';
import { createBlockTestimony } from './block-testimony.ts';
import { getBlock } from './blocks.ts';
import { toQuantity, toRecord } from './normalize.ts';
import { dropReverted } from './receipts.ts';
import type { RpcClient } from './rpc.ts';
import { testify } from './testimony.ts';
import { readHeaders } from './tip.ts';

/** One host of a network's, asked by itself. */
export function createWitness(
  host: string,
  rpc: RpcClient,
  reader: BlockReader,
  traces: () => InternalTransfers | null,
): ChainWitness {
  function readFinality(tag: Finality): Promise<bigint> {
    return rpc.read([getBlock(tag, false)], ([result]) => {
      if (result === null) throw new ChainReadError('behind', `${host} has no ${tag} block`, { host });
      return toQuantity(toRecord(result, host, 'block')['number'], host, 'block number');
    });
  }

  const testifyByBlock = createBlockTestimony({ rpc, reader, readFinality, traces });

  return {
    host,
    readHeaders: (numbers) => readHeaders(rpc, numbers),
    readBlocks: reader.readBlocks,
    withoutReverted: (block, candidates) => dropReverted(rpc, block, candidates),
    readTokenTransfers: (from, to) => reader.readTokenTransfers(from, to),
    readFinality,
    async testify(claims) {
      const [inReceipts, others] = [claims.filter(isInReceipt), claims.filter((claim) => !isInReceipt(claim))];
      const told = new Map<Claim, Testimony>();
      const note = (some: readonly Claim[], testimonies: readonly Testimony[]) =>
        some.forEach((claim, i) => void told.set(claim, testimonies[i]!));
      if (inReceipts.length > 0) note(inReceipts, await testify(rpc, inReceipts));
      note(others, await testifyByBlock(others));
      return claims.map((claim) => told.get(claim)!);
    },
  };
}

const isInReceipt = ({ transfer }: Claim) => transfer.position === 'tx' || transfer.position.startsWith('log:');
