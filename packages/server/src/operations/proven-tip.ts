import type { NetworkConfig } from '../config/network-spec.ts';
import { assuranceOf } from '../core/chain/assurance.ts';
import type { BlockHeader } from '../core/chain/blocks.ts';
import type { ChainSource } from '../core/chain/source.ts';
import { askWitnesses } from './ask-witnesses.ts';
import { policyOf } from './record-batch.ts';

/**
 * The height that depth may be counted from when the books stand at `from`. By depth below the tip a block is taken as final,
 * is not read a second time, and its header is let go; so a tip further above than that must be of a chain that is there: as
 * many nodes as the quorum asks show one block of it at its final depth. Else depth is counted from the books. In the ordinary
 * case nobody is asked.
 */
export async function provenTip(
  source: Pick<ChainSource, 'readHeaders' | 'witnesses'>,
  network: NetworkConfig,
  { tip, from }: { readonly tip: bigint; readonly from: bigint },
): Promise<bigint> {
  const deep = tip - policyOf(network).finalDepth;
  if (deep <= from) return tip;
  const { quorum } = assuranceOf(network);
  const read = async (at: Pick<ChainSource, 'readHeaders'>) => (await at.readHeaders([deep]))[0] ?? null;
  const shown: readonly (BlockHeader | null)[] =
    quorum === 1
      ? [await read(source)]
      : (await askWitnesses(source.witnesses(), quorum, read)).map(({ answer }) => answer);
  const hashes = new Set(shown.map((header) => header?.hash ?? null));
  return shown.length >= quorum && hashes.size === 1 && !hashes.has(null) ? tip : from;
}
