/** What is known of the books' past: a committed moment alone does not show it. */
export interface Observer {
  /** Told of every statement that was done, and what it gave. */
  watch(text: string, result: { readonly rows: readonly object[] }): void;
  /** The latest block time that the books of this network ever reached: a reorg sets the cursor back. */
  furthest(network: string): number | undefined;
  /** Whether something was told since the last time that this was asked. */
  hasNews(): boolean;
}

interface SeenCursor {
  readonly network: string;
  readonly block_time?: number;
}

const SHOWS_CURSORS = /^(UPDATE chain_cursors|select \* from "chain_cursors")/;

export function createObserver(): Observer {
  const furthest = new Map<string, number>();
  let isBeingTold = false;
  let isTold = false;
  return {
    watch(text, { rows }) {
      if (text.startsWith('INSERT INTO events')) isBeingTold = true;
      if (text === 'commit') {
        isTold ||= isBeingTold;
        isBeingTold = false;
      }
      if (!SHOWS_CURSORS.test(text)) return;
      for (const { network, block_time = 0 } of rows as readonly SeenCursor[]) {
        furthest.set(network, Math.max(block_time, furthest.get(network) ?? block_time));
      }
    },
    furthest: (network) => furthest.get(network),
    hasNews() {
      const news = isTold;
      isTold = false;
      return news;
    },
  };
}
