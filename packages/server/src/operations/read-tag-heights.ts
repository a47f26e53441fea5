import { FINALITIES, type Finality } from '../core/chain/assurance.ts';
import { lower, nthHighest } from '../core/chain/heights.ts';
import type { ChainSource } from '../core/chain/source.ts';
import { askWitnesses } from './ask-witnesses.ts';

/** Where one tag stands, by each node that says so; nobody's height is above the books. */
export interface TagStand {
  readonly tag: Finality;
  readonly byHost: readonly { readonly host: string; readonly height: bigint }[];
}

/**
 * Asks all nodes, each within its time limit, for these tags. What a node says above `upTo`, to where the books reach, says no
 * more than that: any height can be made up.
 */
export async function readTagStands(
  source: Pick<ChainSource, 'witnesses'>,
  tags: ReadonlySet<Finality | null>,
  upTo: bigint,
): Promise<readonly TagStand[]> {
  const stands: TagStand[] = [];
  for (const tag of FINALITIES.filter((each) => tags.has(each))) {
    const witnesses = source.witnesses();
    const heard = await askWitnesses(witnesses, witnesses.length, (witness) => witness.readFinality(tag));
    stands.push({
      tag,
      byHost: heard.map(({ witness, answer }) => ({ host: witness.host, height: lower(answer, upTo) })),
    });
  }
  return stands;
}

/**
 * The highest that as many nodes as the quorum asks say each tag has reached; −1 where fewer say anything. Of nodes beyond the
 * quorum one that says less, by malice or since it has stopped, takes nothing from this, and one that says more adds nothing.
 */
export function heightsOf(stands: readonly TagStand[], quorum: number): Record<Finality, bigint> {
  const heights: Record<Finality, bigint> = { safe: -1n, finalized: -1n };
  for (const { tag, byHost } of stands) {
    heights[tag] =
      nthHighest(
        byHost.map(({ height }) => height),
        quorum,
      ) ?? -1n;
  }
  return heights;
}
