import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainWitness, Claim, Testimony } from '../core/chain/witness.ts';

export interface Judgement {
  /** `seen`: by as many witnesses as are needed. `disputed`: not, and one of them denies it. */
  readonly verdict: 'seen' | 'disputed' | 'unheard';
  /** A node that answers otherwise stumbled over this claim when it was asked about nothing else. */
  readonly hasStumbled: boolean;
}

interface Tally {
  readonly claim: Claim;
  seen: number;
  denied: number;
  hasStumbled: boolean;
}

/** So often a witness may fail while the claims that it stumbles over are looked for; what is left is asked another time. */
const MOST_FAILURES = 10;

/**
 * Lays the claims before as many witnesses as are needed, and those that are not borne out before further ones, until each
 * was seen by as many or nobody is left to be asked. A claim that a witness cannot answer costs itself and no other: what
 * anybody can have mined for a few coins must not silence a node about the payments beside it.
 */
export async function judgeClaims(
  witnesses: readonly ChainWitness[],
  needed: number,
  claims: readonly Claim[],
): Promise<readonly Judgement[]> {
  const tallies = claims.map((claim): Tally => ({ claim, seen: 0, denied: 0, hasStumbled: false }));
  const queue = [...witnesses];
  for (;;) {
    const open = tallies.filter(({ seen }) => seen < needed);
    if (open.length === 0 || queue.length === 0) break;
    const group = queue.splice(0, Math.max(...open.map(({ seen }) => needed - seen)));
    await Promise.all(group.map((witness) => hearOf(witness, open, { failuresLeft: MOST_FAILURES })));
  }
  return tallies.map(({ seen, denied, hasStumbled }) => {
    if (seen >= needed) return { verdict: 'seen', hasStumbled };
    return { verdict: denied > 0 ? 'disputed' : 'unheard', hasStumbled };
  });
}

/** Asks about all at once; where that fails, and the witness does answer otherwise, about each half by itself. */
async function hearOf(
  witness: ChainWitness,
  tallies: readonly Tally[],
  patience: { failuresLeft: number },
): Promise<void> {
  if (patience.failuresLeft === 0) return;
  try {
    count(tallies, await witness.testify(tallies.map(({ claim }) => claim)));
    return;
  } catch (error) {
    if (!(error instanceof ChainReadError)) throw error;
    patience.failuresLeft -= 1;
  }
  if (!(await answers(witness, tallies[0]!.claim))) {
    patience.failuresLeft = 0;
    return;
  }
  if (tallies.length === 1) {
    tallies[0]!.hasStumbled = true;
    return;
  }
  const half = Math.ceil(tallies.length / 2);
  await hearOf(witness, tallies.slice(0, half), patience);
  await hearOf(witness, tallies.slice(half), patience);
}

async function answers(witness: ChainWitness, { block }: Claim): Promise<boolean> {
  try {
    await witness.readHeaders([block.number]);
    return true;
  } catch (error) {
    if (error instanceof ChainReadError) return false;
    throw error;
  }
}

function count(tallies: readonly Tally[], testimonies: readonly Testimony[]): void {
  tallies.forEach((tally, index) => {
    if (testimonies[index] === 'seen') tally.seen += 1;
    if (testimonies[index] === 'not_seen') tally.denied += 1;
  });
}
