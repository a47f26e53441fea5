import type { CheckoutView } from '../view.ts';

/** `live`: events flow. `asking`: no stream, but the state can be fetched. `offline`: neither. */
export type Connection = 'live' | 'asking' | 'offline';

export interface LiveOptions {
  /** The newest view, for its addresses. */
  readonly current: () => CheckoutView;
  readonly onView: (view: CheckoutView) => void;
  readonly onConnection: (connection: Connection) => void;
}

export interface Live {
  /** Fetches the state now. */
  readonly catchUp: () => Promise<void>;
  readonly close: () => void;
}

const ASK_EVERY_MS = 4_000;
const REOPEN_AFTER_MS = 3_000;
const ANSWER_WITHIN_MS = 10_000;

/**
 * Keeps the page current: server-sent events while they flow; when they stop, the state is fetched every few seconds until
 * they flow again, and at once when the browser comes back online or the page to the foreground (phones suspend it while
 * the wallet is open).
 */
export function goLive(options: LiveOptions): Live {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const catchUp = async () => {
    try {
      const response = await fetch(options.current().urls.state, {
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      if (!response.ok) throw new Error(`state answered ${response.status}`);
      options.onView((await response.json()) as CheckoutView);
      options.onConnection(source?.readyState === EventSource.OPEN ? 'live' : 'asking');
    } catch {
      options.onConnection('offline');
      askLater(ASK_EVERY_MS);
    }
  };
  // A pending question stays: the stream reports an error at each of its own attempts, oftener than the page asks.
  const askLater = (delayMs: number) => {
    if (closed) return;
    timer ??= setTimeout(async () => {
      timer = undefined;
      await catchUp();
      if (source?.readyState === EventSource.CLOSED) open();
      if (source?.readyState !== EventSource.OPEN) askLater(ASK_EVERY_MS);
    }, delayMs);
  };
  const stopAsking = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const open = () => {
    source?.close();
    if (closed) return;
    source = new EventSource(options.current().urls.events);
    // The server begins each stream with the whole view: only with that is the page current again.
    source.onmessage = (event) => {
      stopAsking();
      options.onView(JSON.parse(event.data) as CheckoutView);
      options.onConnection('live');
    };
    source.onerror = () => askLater(REOPEN_AFTER_MS);
  };
  const onOnline = () => {
    open();
    void catchUp();
  };
  const onOffline = () => {
    options.onConnection('offline');
    askLater(ASK_EVERY_MS);
  };
  const onVisible = () => {
    if (document.visibilityState === 'visible') void catchUp();
  };

  open();
  addEventListener('online', onOnline);
  addEventListener('offline', onOffline);
  document.addEventListener('visibilitychange', onVisible);
  return {
    catchUp,
    close: () => {
      closed = true;
      stopAsking();
      source?.close();
      removeEventListener('online', onOnline);
      removeEventListener('offline', onOffline);
      document.removeEventListener('visibilitychange', onVisible);
    },
  };
}
