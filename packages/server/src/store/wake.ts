/** What one part tells another after a commit: «there is work», or «this has changed». Losing one costs a poll's delay, nothing else. */
export interface WakeTopics {
  /** The outbox has undispatched events. */
  outbox: null;
  /** Deliveries are due. */
  deliveries: null;
  /** A session has a new version or new facts; payload: its UUID. */
  session: string;
  /** Read this network's head now; payload: its name. */
  follow: string;
}
export type WakeTopic = keyof WakeTopics;

/**
 * Wakes listeners in this process at once and, coalesced (at most one NOTIFY each 10 ms, on a connection of its own),
 * those in other processes. Call it after the commit, never inside the transaction.
 */
export interface Wake {
  emit<T extends WakeTopic>(topic: T, payload: WakeTopics[T]): void;
  /** Returns the function that stops listening. */
  on<T extends WakeTopic>(topic: T, listener: (payload: WakeTopics[T]) => void): () => void;
  close(): Promise<void>;
}
