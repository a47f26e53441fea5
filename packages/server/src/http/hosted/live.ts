import type { ServerResponse } from 'node:http';
import type { Wake } from '../../store/wake.ts';

/** How often a watched session's confirmations are counted again between its own changes. */
const COUNT_EVERY_MS = 500;
const HEARTBEAT_MS = 20_000;

interface Watcher {
  readonly response: ServerResponse;
  /** The view for this visitor, as JSON text; undefined when the session is gone. */
  readonly render: () => Promise<string | undefined>;
  sent: string;
}

export interface LiveSessions {
  /** Streams the session's view to this response until it closes, each time that it differs from what was sent. */
  watch(sessionId: string, response: ServerResponse, render: Watcher['render']): Promise<void>;
  /** How many pages are open. */
  count(): number;
  close(): void;
}

/**
 * Server-sent events of the hosted page. A message is a whole view and its id the session's version, so that a page that
 * was offline needs nothing but the next message.
 */
export function createLiveSessions(wake: Wake, comparable: (view: string) => string): LiveSessions {
  const watchers = new Map<string, Set<Watcher>>();

  async function push(watcher: Watcher): Promise<void> {
    const view = await watcher.render().catch(() => undefined);
    if (view === undefined || watcher.response.writableEnded) return;
    const mark = comparable(view);
    if (mark === watcher.sent) return;
    watcher.sent = mark;
    watcher.response.write(`data: ${view}\n\n`);
  }

  const pushAll = (sessionId: string) => {
    for (const watcher of watchers.get(sessionId) ?? []) void push(watcher);
  };
  const stopListening = wake.on('session', pushAll);
  const counting = setInterval(() => [...watchers.keys()].map(pushAll), COUNT_EVERY_MS);
  const beating = setInterval(() => eachResponse((response) => response.write(': still here\n\n')), HEARTBEAT_MS);
  counting.unref();
  beating.unref();

  function eachResponse(act: (response: ServerResponse) => void): void {
    for (const set of watchers.values()) for (const watcher of set) act(watcher.response);
  }

  return {
    async watch(sessionId, response, render) {
      const watcher: Watcher = { response, render, sent: '' };
      const set = watchers.get(sessionId) ?? new Set();
      watchers.set(sessionId, set.add(watcher));
      response.on('close', () => {
        set.delete(watcher);
        if (set.size === 0 && watchers.get(sessionId) === set) watchers.delete(sessionId);
      });
      response.write('retry: 1000\n\n');
      await push(watcher);
    },
    count: () => [...watchers.values()].reduce((sum, set) => sum + set.size, 0),
    close() {
      stopListening();
      clearInterval(counting);
      clearInterval(beating);
      eachResponse((response) => response.end());
    },
  };
}
