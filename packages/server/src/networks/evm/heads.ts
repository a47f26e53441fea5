import type { Milliseconds } from '../../core/time.ts';

export interface HeadsOptions {
  readonly wsUrl: string | null;
  readonly blockTimeMs: Milliseconds;
  /** The latest height, however the node tells it; its failures are the reader's to report, not the watcher's. */
  readonly readHeight: () => Promise<bigint>;
}

/** Chains faster than two blocks a second are read a few blocks at a time rather than asked for each. */
const SHORTEST_POLL_MS = 500;
const FIRST_RECONNECT_MS = 250;
const LONGEST_RECONNECT_MS = 30_000;

/**
 * Calls back soon after each new head. With a WebSocket, the node announces heads, and the poll only comes in when none was
 * announced for one and a half block times; without, or while it is down, the height is polled at half the block time.
 */
export function watchHeads({ wsUrl, blockTimeMs, readHeight }: HeadsOptions, onHead: () => void): () => void {
  const pollMs = Math.max(SHORTEST_POLL_MS, blockTimeMs / 2);
  const patienceMs = Math.max(pollMs, blockTimeMs * 1.5);
  let stopped = false;
  let height: bigint | null = null;
  let timer: NodeJS.Timeout | undefined;

  function pollAfter(delayMs: Milliseconds): void {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(poll, delayMs);
  }

  async function poll(): Promise<void> {
    try {
      const latest = await readHeight();
      if (stopped) return;
      if (latest !== height) onHead();
      height = latest;
    } catch {
      // Whoever reads the blocks meets the same fault and reports it; here the next poll is the answer.
    }
    pollAfter(pollMs);
  }

  const disconnect = wsUrl === null ? () => {} : subscribeToHeads(wsUrl, announced);

  function announced(): void {
    pollAfter(patienceMs);
    onHead();
  }

  pollAfter(0);
  return () => {
    stopped = true;
    clearTimeout(timer);
    disconnect();
  };
}

/** Keeps one `newHeads` subscription (geth's `eth_subscribe`) alive, reconnecting with growing pauses. */
function subscribeToHeads(url: string, announced: () => void): () => void {
  let stopped = false;
  let failuresInARow = 0;
  let socket: WebSocket | undefined;
  let timer: NodeJS.Timeout | undefined;

  function connect(): void {
    const current = new WebSocket(url);
    socket = current;
    current.onopen = () =>
      current.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_subscribe', params: ['newHeads'] }));
    current.onmessage = ({ data }) => {
      if (!isHead(data)) return;
      failuresInARow = 0;
      announced();
    };
    // `close` always follows `error`.
    current.onclose = () => {
      if (stopped) return;
      const delayMs = Math.min(LONGEST_RECONNECT_MS, FIRST_RECONNECT_MS * 2 ** Math.min(failuresInARow, 10));
      failuresInARow += 1;
      timer = setTimeout(connect, delayMs);
    };
  }

  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    socket?.close();
  };
}

function isHead(data: unknown): boolean {
  try {
    return (JSON.parse(String(data)) as { method?: unknown }).method === 'eth_subscription';
  } catch {
    return false;
  }
}
