import type { ChainTransfer } from '../../core/chain/blocks.ts';
import type { Hex } from '../../core/hex.ts';
import { malformed } from './normalize.ts';

/** One frame of a transaction's execution, in whichever format the node gave it. */
export interface Frame {
  /** What a frame of its kind moves where it succeeds; null where it moves nothing. */
  readonly moves: Move | null;
  /** It did not fail itself. A frame under one that failed is undone all the same. */
  readonly succeeded: boolean;
  readonly isSelfDestruct: boolean;
  /** In the order in which they were called. */
  readonly children: readonly Frame[];
}

export interface Move {
  readonly from: Hex;
  readonly to: Hex;
  readonly amountAtomic: bigint;
}

/** A transaction's frames, from the one that it began with. */
export interface TracedTransaction {
  readonly txHash: Hex;
  readonly root: Frame;
  /** The transaction makes a contract, so that nobody is named in it whom its value goes to. */
  readonly isCreation: boolean;
}

/** The EVM allows 1,024 calls within one another. */
const DEEPEST = 1_100;

/** Throws for a frame deeper than the EVM goes: such an answer was made up. */
export function checkDepth(depth: number, host: string): void {
  if (depth > DEEPEST) throw malformed(host, 'a trace deeper than the EVM goes');
}

/**
 * The native coin that moved inside a transaction. Its own value is not among them, which the block shows (position `tx`),
 * unless it makes a contract.
 *
 * The path is that among the frames that moved something or hold one that did: nodes leave out different frames that
 * moved nothing (calls of precompiled contracts, for one), so that their own numbering differs.
 */
export function movementsIn({ txHash, root, isCreation }: TracedTransaction): ChainTransfer[] {
  return pathsOf(root)
    .filter(({ path }) => path.length > 0 || isCreation)
    .map(({ path, move }) => ({
      txHash,
      position: path.length === 0 ? 'tx' : `trace:${path.join('.')}`,
      contract: null,
      ...move,
    }));
}

interface Located {
  readonly path: readonly number[];
  readonly move: Move;
}

function pathsOf(frame: Frame): Located[] {
  if (!frame.succeeded) return [];
  const located: Located[] = frame.moves === null ? [] : [{ path: [], move: frame.moves }];
  let index = 0;
  for (const child of inOrder(frame.children)) {
    const within = pathsOf(child);
    if (within.length === 0) continue;
    for (const { path, move } of within) located.push({ path: [index, ...path], move });
    index += 1;
  }
  return located;
}

/** A self-destruction is the last thing that a contract does, wherever the node lists it. */
function inOrder(children: readonly Frame[]): readonly Frame[] {
  if (!children.some(({ isSelfDestruct }) => isSelfDestruct)) return children;
  return [...children.filter((each) => !each.isSelfDestruct), ...children.filter((each) => each.isSelfDestruct)];
}

/** Null for what changes no balance: nothing, and what goes to where it comes from. */
export function moveOf(from: Hex, to: Hex, amountAtomic: bigint): Move | null {
  return amountAtomic === 0n || from === to ? null : { from, to, amountAtomic };
}
