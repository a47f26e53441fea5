import type { NetworkConfig } from '../config/network-spec.ts';
import { assuranceOf } from '../core/chain/assurance.ts';
import type { BlockHeader } from '../core/chain/blocks.ts';
import { higher } from '../core/chain/heights.ts';
import { mostLagBlocks } from '../core/chain/network-health.ts';
import type { ChainSource } from '../core/chain/source.ts';
import { askWitnesses } from './ask-witnesses.ts';
import { type Batch, policyOf } from './record-batch.ts';

export type TipBelief = Pick<Batch, 'tipNumber' | 'depthFrom'>;
type Nodes = Pick<ChainSource, 'readHeaders' | 'witnesses'>;

/** Where no quorum is asked, a second host is heard all the same, if there is one. */
const LEAST_WITNESSES = 2;

/**
 * What is believed of a tip when the books stand at `from`. By depth below it a block is taken as final, is not read a second
 * time, and its header is let go; by its distance from the books a network is offered or not. So where it is further above
 * than one of these bears, several nodes are asked for a block of it. That all answer and as many as the quorum asks show the
 * same proves it. That one which answers does not have it makes it nothing: the books are as far as is known. In the ordinary
 * case nobody is asked.
 */
export async function proveTip(
  source: Nodes,
  network: NetworkConfig,
  { tip, from }: { readonly tip: bigint; readonly from: bigint },
): Promise<TipBelief> {
  const deep = tip - policyOf(network).finalDepth;
  const lagging = from + mostLagBlocks(network.spec.blockTimeMs) + 1n;
  if (deep <= from && lagging > tip) return { tipNumber: tip, depthFrom: tip };
  const shown = await readByHosts(source, network, lagging > tip ? deep : higher(deep, lagging));
  const isDenied = shown.some((header) => header === null || header.hash !== shown[0]!.hash);
  if (isDenied) return { tipNumber: from, depthFrom: from };
  return { tipNumber: tip, depthFrom: shown.length >= assuranceOf(network).quorum ? tip : from };
}

/** As those that answer show it; null: it is not there. */
async function readByHosts(
  source: Nodes,
  network: NetworkConfig,
  number: bigint,
): Promise<readonly (BlockHeader | null)[]> {
  const read = async (at: Pick<ChainSource, 'readHeaders'>) => (await at.readHeaders([number]))[0] ?? null;
  const { quorum } = assuranceOf(network);
  const witnesses = source.witnesses();
  if (quorum === 1 && witnesses.length < LEAST_WITNESSES) return [await read(source)];
  const heard = await askWitnesses(witnesses, Math.max(quorum, LEAST_WITNESSES), read);
  return heard.map(({ answer }) => answer);
}
