/** How many attempts this process has under way, in all and for each endpoint. */
export interface AttemptSlots {
  readonly free: () => number;
  /** Attempts under way of each endpoint that has any. */
  readonly underWay: ReadonlyMap<string, number>;
  /** Holds a slot until the attempt, which must not reject, has ended. */
  hold(endpointId: string, attempt: Promise<void>): Promise<void>;
  /** Resolves when all attempts that are under way now have ended. */
  drained(): Promise<void>;
}

export function createAttemptSlots(total: number): AttemptSlots {
  const underWay = new Map<string, number>();
  const attempts = new Set<Promise<void>>();
  return {
    free: () => total - attempts.size,
    underWay,
    async hold(endpointId, attempt) {
      underWay.set(endpointId, (underWay.get(endpointId) ?? 0) + 1);
      attempts.add(attempt);
      await attempt;
      attempts.delete(attempt);
      const left = underWay.get(endpointId)! - 1;
      if (left === 0) underWay.delete(endpointId);
      else underWay.set(endpointId, left);
    },
    async drained() {
      await Promise.all(attempts);
    },
  };
}
