import type { ServerResponse } from 'node:http';
import type { Wake } from '../../store/wake.ts';
import { createRenderQueue } from './render-queue.ts';
import { type Rendering, withMembers } from './rendering.ts';

/** How often it is asked whether any network has been read further: confirmations grow between a session's own changes. */
const LOOK_AT_HEADS_EVERY_MS = 500;
/** What changes with time alone (a network that cannot be read, a deadline that has passed) is shown this late at most. */
const RENDER_ANYWAY_EVERY_MS = 30_000;
const HEARTBEAT_MS = 20_000;
/** A page that finds no room asks for its state instead. */
const MOST_WATCHERS = 4000;
const MOST_WATCHERS_OF_ONE_SESSION = 64;
/** A visitor who does not read what is sent is let go. */
const MOST_UNREAD_BYTES = 1_000_000;

export interface Watching {
  /** The same for all the session's visitors; undefined when the session is gone. */
  readonly render: () => Promise<Rendering | undefined>;
  /** Makes it this visitor's own. */
  readonly csrfToken: string;
}

interface Watcher {
  readonly response: ServerResponse;
  readonly csrfToken: string;
  /** The mark of what was sent last. */
  sent: string;
}

/** The open pages of one session. */
interface Room {
  readonly watchers: Set<Watcher>;
  readonly render: Watching['render'];
  isCounting: boolean;
  renderedAt: number;
}

export interface LiveSessions {
  /** Whether one more page may listen. */
  hasRoomFor(sessionId: string): boolean;
  /** Streams the session's view to this response until it closes, each time that it differs from what was sent. */
  watch(sessionId: string, response: ServerResponse, watching: Watching): void;
  /** How many pages are open. */
  count(): number;
  close(): void;
}

export interface LiveOptions {
  readonly now: () => number;
  /** Differs whenever some network has been read further. */
  readonly readHeads: () => Promise<string>;
  /** A session that could not be rendered: its visitors keep what they have. */
  readonly onFault: (error: unknown, sessionId: string) => void;
}

/**
 * Server-sent events of the hosted page. A message is a whole view, so that a page that was offline needs nothing but the
 * next one. A session is rendered once for all its visitors, one session at a time, and only when something of it can have
 * changed: open pages must never cost the reading of the chains their turn.
 */
export function createLiveSessions(wake: Wake, { now, readHeads, onFault }: LiveOptions): LiveSessions {
  const rooms = new Map<string, Room>();
  const queue = createRenderQueue<string>(render);
  let heads = '';

  async function render(sessionId: string): Promise<void> {
    const room = rooms.get(sessionId);
    if (!room) return;
    room.renderedAt = now();
    const rendering = await room.render().catch((error: unknown) => void onFault(error, sessionId));
    if (rendering === undefined) return;
    room.isCounting = rendering.isCounting;
    for (const watcher of room.watchers) send(watcher, rendering);
  }

  function send(watcher: Watcher, { view, mark }: Rendering): void {
    const { response, csrfToken } = watcher;
    if (mark === watcher.sent || response.writableEnded || response.destroyed) return;
    if (response.writableLength > MOST_UNREAD_BYTES) {
      response.destroy();
      return;
    }
    watcher.sent = mark;
    response.write(`data: ${withMembers(view, { csrfToken })}\n\n`);
  }

  async function lookAtHeads(): Promise<void> {
    if (rooms.size === 0) return;
    const before = heads;
    heads = await readHeads().catch(() => heads);
    const late = now() - RENDER_ANYWAY_EVERY_MS;
    for (const [sessionId, room] of rooms) {
      if ((room.isCounting && heads !== before) || room.renderedAt <= late) queue.add(sessionId);
    }
  }

  const looking = createRenderQueue<'heads'>(lookAtHeads);
  const stopListening = wake.on('session', (sessionId) => {
    if (rooms.has(sessionId)) queue.add(sessionId);
  });
  const timers = [
    setInterval(() => looking.add('heads'), LOOK_AT_HEADS_EVERY_MS),
    setInterval(() => eachResponse((response) => response.write(': still here\n\n')), HEARTBEAT_MS),
  ];
  for (const timer of timers) timer.unref();

  function eachResponse(act: (response: ServerResponse) => void): void {
    for (const { watchers } of rooms.values()) for (const { response } of watchers) act(response);
  }

  const count = () => [...rooms.values()].reduce((sum, { watchers }) => sum + watchers.size, 0);

  return {
    hasRoomFor: (sessionId) =>
      count() < MOST_WATCHERS && (rooms.get(sessionId)?.watchers.size ?? 0) < MOST_WATCHERS_OF_ONE_SESSION,
    watch(sessionId, response, { render: renderView, csrfToken }) {
      const watcher: Watcher = { response, csrfToken, sent: '' };
      const room = rooms.get(sessionId) ?? {
        watchers: new Set(),
        render: renderView,
        isCounting: false,
        renderedAt: 0,
      };
      rooms.set(sessionId, room);
      room.watchers.add(watcher);
      response.on('close', () => {
        room.watchers.delete(watcher);
        if (room.watchers.size === 0 && rooms.get(sessionId) === room) rooms.delete(sessionId);
      });
      response.write('retry: 1000\n\n');
      queue.add(sessionId);
    },
    count,
    close() {
      stopListening();
      for (const timer of timers) clearInterval(timer);
      eachResponse((response) => response.end());
    },
  };
}
