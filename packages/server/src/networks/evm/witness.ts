import type { Finality } from '../../core/chain/assurance.ts';
import type { ChainBlock } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import type { ChainWitness, Claim, Testimony } from '../../core/chain/witness.ts';
import type { BlockReader } from './block-reader.ts';
import { getBlock } from './blocks.ts';
import { toQuantity, toRecord } from './normalize.ts';
import { dropReverted } from './receipts.ts';
import type { RpcClient } from './rpc.ts';
import { isSameBlock, testify } from './testimony.ts';
import { readHeaders } from './tip.ts';

/** One host of a network's, asked by itself. */
export function createWitness(
  host: string,
  rpc: RpcClient,
  reader: BlockReader,
  hasTraces: () => boolean,
): ChainWitness {
  function readFinality(tag: Finality): Promise<bigint> {
    return rpc.read([getBlock(tag, false)], ([result]) => {
      if (result === null) throw new ChainReadError('behind', `${host} has no ${tag} block`, { host });
      return toQuantity(toRecord(result, host, 'block')['number'], host, 'block number');
    });
  }

  /** What was moved inside transactions is in no receipt: its whole block is read, as at first. */
  async function testifyByBlock(claim: Claim): Promise<Testimony> {
    const { block, transfer, confirming, finality } = claim;
    const [header] = await readHeaders(rpc, [confirming.number]);
    if (!header || (finality !== null && (await readFinality(finality)) < block.number)) return 'behind';
    const [shown] = await reader.readBlocks(block.number, block.number);
    if (!shown || !isSameBlock(shown, block) || !isSameBlock(header, confirming)) return 'not_seen';
    const same = sameTransfer(shown, claim);
    if ((await dropReverted(rpc, shown, same)).length > 0) return 'seen';
    // A node without traces cannot have seen it, and does not deny it either.
    return transfer.position.startsWith('trace:') && !hasTraces() ? 'behind' : 'not_seen';
  }

  return {
    host,
    readHeaders: (numbers) => readHeaders(rpc, numbers),
    readBlocks: reader.readBlocks,
    withoutReverted: (block, candidates) => dropReverted(rpc, block, candidates),
    readTokenTransfers: (from, to) => reader.readTokenTransfers(from, to),
    readFinality,
    async testify(claims) {
      const inReceipts = claims.filter(isInReceipt);
      const told = inReceipts.length === 0 ? [] : await testify(rpc, inReceipts);
      const byClaim = new Map(inReceipts.map((claim, i) => [claim, told[i]!]));
      for (const claim of claims) if (!byClaim.has(claim)) byClaim.set(claim, await testifyByBlock(claim));
      return claims.map((claim) => byClaim.get(claim)!);
    },
  };
}

const isInReceipt = ({ transfer }: Claim) => transfer.position === 'tx' || transfer.position.startsWith('log:');

function sameTransfer(block: ChainBlock, { transfer }: Claim) {
  return block.transfers.filter(
    (each) =>
      each.position === transfer.position &&
      each.txHash === transfer.txHash &&
      each.contract === transfer.contract &&
      each.from === transfer.from &&
      each.to === transfer.to &&
      each.amountAtomic === transfer.amountAtomic,
  );
}
