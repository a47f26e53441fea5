import type { Hex } from '../packages/server/src/core/hex.ts';
import type { Movement, SimulatedBlock } from './chain.ts';

/** A movement with its place, as the books identify it. */
export interface LocatedMovement extends Movement {
  readonly block: SimulatedBlock;
  readonly txHash: Hex;
  readonly position: string;
}

const located = new WeakMap<SimulatedBlock, readonly LocatedMovement[]>();

/** What a block moved, each with its place: logs are numbered through the block, as nodes do. */
export function movementsOf(block: SimulatedBlock): readonly LocatedMovement[] {
  const known = located.get(block);
  if (known !== undefined) return known;
  let logIndex = 0;
  const movements = block.transactions.flatMap(({ hash, movements, isReverted }) =>
    isReverted
      ? []
      : movements.map((movement) => ({
          ...movement,
          block,
          txHash: hash,
          position: movement.contract === null ? 'tx' : `log:${logIndex++}`,
        })),
  );
  located.set(block, movements);
  return movements;
}
