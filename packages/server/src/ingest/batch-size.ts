export interface BatchSize {
  /** How many blocks to ask for at once. */
  blocks(): number;
  /** A batch of this size was read: more at once may do. */
  noteRead(): void;
  /** Whatever the node stumbled over, half as much is easier. */
  noteFailed(): void;
}

/**
 * What a network's nodes bear at once, as this process has learnt it. It outlives a lease: a follower that lets another try
 * and takes the network up again must not begin with the size that failed.
 */
export function createBatchSize(largest: number): BatchSize {
  let size = largest;
  return {
    blocks: () => size,
    noteRead() {
      size = Math.min(largest, size * 2);
    },
    noteFailed() {
      size = Math.max(1, Math.floor(size / 2));
    },
  };
}
