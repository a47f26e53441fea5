/** After so many batches without complaint a size that was too large is tried again. */
const PATIENCE = 20;

export interface BatchSize {
  /** How many blocks to ask for at once. */
  blocks(): number;
  /** So many were read at once: if it was a full batch, more may do. */
  noteRead(count: number): void;
  /** Whatever the node stumbled over, half as much is easier. */
  noteFailed(asked: number): void;
}

/**
 * What a network's nodes bear at once, as this process has learnt it. It outlives a lease: a follower that lets another try
 * and takes the network up again must not begin with the size that failed. After an outage it grows again with each batch,
 * up to what failed while less did not.
 */
export function createBatchSize(largest: number): BatchSize {
  let size = largest;
  let tooMany = Number.POSITIVE_INFINITY;
  let borne = 0;
  return {
    blocks: () => size,
    noteRead(count) {
      if (count < size) return;
      borne += 1;
      // All sizes failed, down to this one: it was not the size.
      if (count >= tooMany) tooMany = Number.POSITIVE_INFINITY;
      const next = Math.min(largest, size * 2);
      if (next >= tooMany && borne < PATIENCE) return;
      size = next;
      borne = 0;
    },
    noteFailed(asked) {
      tooMany = Math.min(size, asked);
      size = Math.max(1, Math.floor(tooMany / 2));
      borne = 0;
    },
  };
}
