import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainWitness } from '../core/chain/witness.ts';

export interface Heard<T> {
  readonly witness: ChainWitness;
  readonly answer: T;
}

/**
 * Asks as many witnesses as are needed, at the same time, and others for those that do not answer. May hear fewer. Whatever one
 * of them alone can spoil belongs inside `ask`: what is thrown there costs that one witness's word, and the next is asked.
 */
export async function askWitnesses<T>(
  witnesses: readonly ChainWitness[],
  needed: number,
  ask: (witness: ChainWitness) => Promise<T>,
  onUnheard: (fault: ChainReadError) => void = () => {},
): Promise<readonly Heard<T>[]> {
  const queue = [...witnesses];
  const heard: Heard<T>[] = [];
  while (heard.length < needed && queue.length > 0) {
    const group = queue.splice(0, needed - heard.length);
    const answers = await Promise.all(group.map((witness) => hear(witness, ask, onUnheard)));
    heard.push(...answers.filter((answer) => answer !== null));
  }
  return heard;
}

async function hear<T>(
  witness: ChainWitness,
  ask: (witness: ChainWitness) => Promise<T>,
  onUnheard: (fault: ChainReadError) => void,
): Promise<Heard<T> | null> {
  try {
    return { witness, answer: await ask(witness) };
  } catch (error) {
    if (!(error instanceof ChainReadError)) throw error;
    onUnheard(error);
    return null;
  }
}
