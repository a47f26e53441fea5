import type { BlockHeader } from '../../core/chain/blocks.ts';

export interface HostHead {
  readonly host: string;
  readonly head: BlockHeader;
}
