import type { NetworkConfig } from '../config/network-spec.ts';
import { assuranceOf } from '../core/chain/assurance.ts';
import type { BlockHeader } from '../core/chain/blocks.ts';
import type { ChainSource } from '../core/chain/source.ts';
import { askWitnesses } from './ask-witnesses.ts';

/**
 * Headers as that many nodes show them as the quorum asks, for what the books themselves do not tell: other answers are held
 * against them, so no single node may say what they are. All nodes are asked, so that one that is silent or shows others keeps
 * nothing up; null where they do not agree. With a quorum of one they are the source's own.
 */
export function agreedHeaders(
  source: Pick<ChainSource, 'readHeaders' | 'witnesses'>,
  network: NetworkConfig,
): Pick<ChainSource, 'readHeaders'> {
  const { quorum } = assuranceOf(network);
  if (quorum === 1) return source;
  return {
    async readHeaders(numbers) {
      const witnesses = source.witnesses();
      const heard = await askWitnesses(witnesses, witnesses.length, (witness) => witness.readHeaders(numbers));
      return numbers.map((_, i) => {
        const shown = heard.map(({ answer }) => answer[i] ?? null);
        return findAgreed(shown, quorum);
      });
    },
  };
}

/** The one that at least so many show; null where none is, or two are. */
function findAgreed(shown: readonly (BlockHeader | null)[], quorum: number): BlockHeader | null {
  const groups = Map.groupBy(
    shown.filter((header) => header !== null),
    ({ hash, timestamp }) => `${hash} ${timestamp}`,
  );
  const agreed = [...groups.values()].filter(({ length }) => length >= quorum);
  return agreed.length === 1 ? agreed[0]![0]! : null;
}
