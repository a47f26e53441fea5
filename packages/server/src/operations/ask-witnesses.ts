import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainWitness, Claim, Testimony } from '../core/chain/witness.ts';

export interface Heard<T> {
  readonly witness: ChainWitness;
  readonly answer: T;
}

/** Asks as many witnesses as are needed, at the same time, and others for those that do not answer. May hear fewer. */
export async function askWitnesses<T>(
  witnesses: readonly ChainWitness[],
  needed: number,
  ask: (witness: ChainWitness) => Promise<T>,
): Promise<readonly Heard<T>[]> {
  const queue = [...witnesses];
  const heard: Heard<T>[] = [];
  while (heard.length < needed && queue.length > 0) {
    const group = queue.splice(0, needed - heard.length);
    const answers = await Promise.all(group.map((witness) => hear(witness, ask)));
    heard.push(...answers.filter((answer) => answer !== null));
  }
  return heard;
}

async function hear<T>(witness: ChainWitness, ask: (witness: ChainWitness) => Promise<T>): Promise<Heard<T> | null> {
  try {
    return { witness, answer: await ask(witness) };
  } catch (error) {
    if (error instanceof ChainReadError) return null;
    throw error;
  }
}

/** `seen`: by as many witnesses as are needed. `disputed`: not, and one of them denies it. */
export type Verdict = 'seen' | 'disputed' | 'unheard';

/**
 * Lays the claims before as many witnesses as are needed, and those that are not borne out before further ones, until each
 * was seen by as many or nobody is left to be asked.
 */
export async function judgeClaims(
  witnesses: readonly ChainWitness[],
  needed: number,
  claims: readonly Claim[],
): Promise<readonly Verdict[]> {
  const tallies = claims.map((claim) => ({ claim, seen: 0, denied: 0 }));
  const queue = [...witnesses];
  for (;;) {
    const open = tallies.filter(({ seen }) => seen < needed);
    if (open.length === 0 || queue.length === 0) break;
    const group = queue.splice(0, Math.max(...open.map(({ seen }) => needed - seen)));
    const heard = await Promise.all(
      group.map((witness) => hear(witness, (each) => each.testify(open.map(({ claim }) => claim)))),
    );
    for (const answer of heard) if (answer !== null) count(open, answer.answer);
  }
  return tallies.map(({ seen, denied }) => {
    if (seen >= needed) return 'seen';
    return denied > 0 ? 'disputed' : 'unheard';
  });
}

function count(open: readonly { seen: number; denied: number }[], testimonies: readonly Testimony[]): void {
  open.forEach((tally, index) => {
    if (testimonies[index] === 'seen') tally.seen += 1;
    if (testimonies[index] === 'not_seen') tally.denied += 1;
  });
}
