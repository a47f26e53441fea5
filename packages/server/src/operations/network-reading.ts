import type { PendingTransfer } from '../core/chain/blocks.ts';
import type { Hex } from '../core/hex.ts';

/** What an operation may ask of the chains. The composition root hands it in; the reading itself is the follower's. */
export interface NetworkReading {
  /** Waits until all that the node has now is in the books. False: the network could not be read in time. */
  readToTip(network: string): Promise<boolean>;
  /** What the node shows for these addresses outside any block. */
  readPending(network: string, recipients: readonly Hex[]): Promise<readonly PendingTransfer[]>;
  /** Searches what reached a session's address in tokens outside the catalogue, and puts it in the books. */
  findUnlisted(sessionId: string): Promise<void>;
}
