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
      const response = await fetch(options.current().urls.state, { headers: { accept: 'application/json' } });
      if (!response.ok) throw new Error(`state answered ${response.status}`);
      options.onView((await response.json()) as CheckoutView);
      if (source?.readyState !== EventSource.OPEN) options.onConnection('asking');
    } catch {
      options.onConnection('offline');
    }
  };
  const askLater = (delayMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (closed || source?.readyState === EventSource.OPEN) return;
      await catchUp();
      if (source?.readyState === EventSource.CLOSED) open();
      askLater(ASK_EVERY_MS);
    }, delayMs);
  };
  const open = () => {
    source?.close();
    if (closed) return;
    source = new EventSource(options.current().urls.events);
    source.onopen = () => options.onConnection('live');
    source.onmessage = (event) => options.onView(JSON.parse(event.data) as CheckoutView);
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
      clearTimeout(timer);
      source?.close();
      removeEventListener('online', onOnline);
      removeEventListener('offline', onOffline);
      document.removeEventListener('visibilitychange', onVisible);
    },
  };
}
