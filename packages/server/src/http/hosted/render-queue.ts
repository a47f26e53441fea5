export interface RenderQueue<Key> {
  /** Asks for one run; as often as it is asked for before that run begins, it is one. */
  add(key: Key): void;
}

/** Runs what is asked for one after another, each key at most once at a time and once more in waiting. */
export function createRenderQueue<Key>(run: (key: Key) => Promise<void>): RenderQueue<Key> {
  const waiting = new Set<Key>();
  let running = false;

  async function drain(): Promise<void> {
    running = true;
    for (const key of waiting) {
      waiting.delete(key);
      await run(key);
      // Whatever else the process has to do comes first: rendering is the least urgent of it.
      await new Promise((resolve) => setImmediate(resolve));
    }
    running = false;
  }

  return {
    add(key) {
      waiting.add(key);
      if (!running) void drain();
    },
  };
}
