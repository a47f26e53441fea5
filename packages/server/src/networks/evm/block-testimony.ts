import type { Finality } from '../../core/chain/assurance.ts';
import type { BlockHeader, ChainBlock, ChainTransfer } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import type { InternalTransfers } from '../../core/chain/source.ts';
import type { Claim, Testimony } from '../../core/chain/witness.ts';
import { readBalances } from './balances.ts';
import type { BlockReader } from './block-reader.ts';
import { dropReverted } from './receipts.ts';
import type { RpcClient } from './rpc.ts';
import { isSameBlock } from './testimony.ts';
import { readHeaders } from './tip.ts';

export interface BlockTestimonyParts {
  readonly rpc: RpcClient;
  readonly reader: BlockReader;
  readonly readFinality: (tag: Finality) => Promise<bigint>;
  /** Whether this host gives traces; null: it was not asked yet. */
  readonly traces: () => InternalTransfers | null;
}

type Testify = (claims: readonly Claim[]) => Promise<readonly Testimony[]>;

/**
 * Tells of transfers that are in no receipt. A host with traces reads their whole block again, once for all of them. One
 * without cannot show what moved inside a transaction, and does not deny it; but it bears it out by what it can show
 * (docs/specs/chain.md, Q2a): the block, the transaction's success, and a balance that grew by all that the books say
 * came to that address in that block.
 */
export function createBlockTestimony({ rpc, reader, readFinality, traces }: BlockTestimonyParts): Testify {
  /** All claims name the same two blocks and the same tag. */
  async function testify(claims: readonly Claim[]): Promise<readonly Testimony[]> {
    const { block, confirming, finality } = claims[0]!;
    const headers = await readHeaders(rpc, [block.number, confirming.number]);
    if (headers.includes(null)) return claims.map(() => 'behind');
    const [header, last] = headers as readonly BlockHeader[];
    if (!isSameBlock(header!, block) || !isSameBlock(last!, confirming)) return claims.map(() => 'not_seen');
    if (finality !== null && (await readFinality(finality)) < block.number) return claims.map(() => 'behind');
    const isTraceless = traces() === 'manual' && claims.every(isOfTraces);
    const shown = isTraceless ? null : await readBlock(header!);
    const isHidden = (claim: Claim) => isOfTraces(claim) && shown?.isTraced !== true;
    const borneOut = await bearOut(header!, claims.filter(isHidden));
    const contained = shown === null ? [] : await findIn(shown, claims);
    return claims.map((claim) => {
      if (isHidden(claim)) return borneOut.has(claim) ? 'seen' : 'behind';
      return contained.some((transfer) => isSameTransfer(transfer, claim.transfer)) ? 'seen' : 'not_seen';
    });
  }

  async function readBlock({ number, hash }: BlockHeader): Promise<ChainBlock> {
    const [shown] = await reader.readBlocks(number, number);
    if (shown?.hash === hash) return shown;
    throw new ChainReadError('inconsistent', `block ${number} was another one a moment ago`);
  }

  /** What of the claims the block holds, of transactions that succeeded. */
  function findIn(shown: ChainBlock, claims: readonly Claim[]): Promise<readonly ChainTransfer[]> {
    const claimed = shown.transfers.filter((each) => claims.some(({ transfer }) => isSameTransfer(each, transfer)));
    return dropReverted(rpc, shown, claimed);
  }

  /** Those whose transaction succeeded, and whose recipient's balance grew by all that is claimed to have reached it. */
  async function bearOut(header: BlockHeader, claims: readonly Claim[]): Promise<ReadonlySet<Claim>> {
    // A block's reward is of no transaction, and no receipt says that it was paid.
    const told = claims.filter(
      ({ transfer, receivedInBlock }) => receivedInBlock !== undefined && transfer.position.startsWith('trace:'),
    );
    if (told.length === 0) return new Set();
    const owners = [...new Set(told.map(({ transfer }) => transfer.to))];
    const questions = owners.map((owner) => ({ owner, contract: null }));
    const before = { number: header.number - 1n, hash: header.parentHash };
    try {
      const held = await readBalances(rpc, header, questions);
      const had = await readBalances(rpc, before, questions);
      const grew = new Map(owners.map((owner, i) => [owner, held[i]! - had[i]!]));
      const enough = told.filter(({ transfer, receivedInBlock }) => grew.get(transfer.to)! >= receivedInBlock!);
      const succeeded = new Set(
        await dropReverted(
          rpc,
          header,
          enough.map(({ transfer }) => transfer),
        ),
      );
      return new Set(enough.filter(({ transfer }) => succeeded.has(transfer)));
    } catch (error) {
      // It has dropped the state of that block, for one.
      if (error instanceof ChainReadError && error.reason === 'node_error') return new Set();
      throw error;
    }
  }

  return async (claims) => {
    const byBlocks = Map.groupBy(
      claims,
      ({ block, confirming, finality }) => `${block.hash} ${confirming.hash} ${finality}`,
    );
    const told = new Map<Claim, Testimony>();
    for (const group of byBlocks.values()) {
      const testimonies = await testify(group);
      group.forEach((claim, i) => void told.set(claim, testimonies[i]!));
    }
    return claims.map((claim) => told.get(claim)!);
  };
}

const isOfTraces = ({ transfer }: Claim) => /^(trace|reward):/.test(transfer.position);

function isSameTransfer(a: ChainTransfer, b: ChainTransfer): boolean {
  return (
    a.position === b.position &&
    a.txHash === b.txHash &&
    a.contract === b.contract &&
    a.from === b.from &&
    a.to === b.to &&
    a.amountAtomic === b.amountAtomic
  );
}
