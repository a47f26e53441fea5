import pg from 'pg';
import type { Wake, WakeTopic, WakeTopics } from './wake.ts';

const CHANNEL = 'opentill_wake';
const NOTIFY_EVERY_MS = 10;
const RECONNECT_MS = 1000;
/** PostgreSQL refuses payloads of 8000 bytes and more. */
const MAX_PAYLOAD_BYTES = 7000;

type Message = readonly [topic: WakeTopic, payload: string | null];
type Listener = (payload: never) => void;

/**
 * Wakes this process at once and the others through LISTEN/NOTIFY on a connection of its own, at most once each 10 ms.
 * A NOTIFY inside each transaction would serialize their commits (measured: 12,400 → 4,500 a second). What is lost while
 * the connection is down, the listeners' own polls find.
 *
 * `connectionString` must be a direct connection: a transaction-pooling proxy does not carry LISTEN.
 */
export function createPostgresWake(connectionString: string): Wake {
  const listeners = new Map<WakeTopic, Set<Listener>>();
  const pending = new Map<string, Message>();
  let timer: NodeJS.Timeout | undefined;
  let client: pg.Client | undefined;
  let closed = false;
  const connecting = connect();

  async function connect(): Promise<void> {
    const fresh = new pg.Client({ connectionString, application_name: 'opentill wake' });
    fresh.on('error', () => reconnect(fresh));
    fresh.on('end', () => reconnect(fresh));
    fresh.on('notification', receive);
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${CHANNEL}`);
      client = fresh;
    } catch {
      reconnect(fresh);
    }
    if (closed) await fresh.end().catch(() => {});
  }

  const lost = new WeakSet<pg.Client>();
  function reconnect(broken: pg.Client): void {
    if (closed || lost.has(broken)) return;
    lost.add(broken);
    client = undefined;
    broken.end().catch(() => {});
    setTimeout(() => void connect(), RECONNECT_MS).unref();
  }

  function receive({ payload, processId }: pg.Notification): void {
    // Our own come back too: they were delivered in memory already.
    if (payload === undefined || processId === backendPid(client)) return;
    for (const [topic, message] of JSON.parse(payload) as Message[]) deliver(topic, message as never);
  }

  function deliver<T extends WakeTopic>(topic: T, payload: WakeTopics[T]): void {
    for (const listener of listeners.get(topic) ?? []) listener(payload as never);
  }

  /** One at a time: what is emitted meanwhile waits for the next. */
  async function notify(): Promise<void> {
    const messages = [...pending.values()];
    pending.clear();
    for (const payload of chunks(messages)) {
      // A failed NOTIFY costs the others a poll's delay, nothing else.
      await client?.query('SELECT pg_notify($1, $2)', [CHANNEL, payload]).catch(() => {});
    }
    timer = pending.size > 0 && !closed ? setTimeout(() => void notify(), NOTIFY_EVERY_MS) : undefined;
  }

  return {
    emit(topic, payload) {
      deliver(topic, payload);
      pending.set(`${topic}:${payload}`, [topic, payload]);
      timer ??= setTimeout(() => void notify(), NOTIFY_EVERY_MS);
    },
    on(topic, listener) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(listener as Listener));
      return () => set.delete(listener as Listener);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await connecting;
      await client?.end().catch(() => {});
    },
  };
}

function backendPid(client: pg.Client | undefined): number | undefined {
  return (client as unknown as { processID?: number } | undefined)?.processID;
}

function chunks(messages: readonly Message[]): string[] {
  const texts: string[] = [];
  let group: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = JSON.stringify(message).length + 1;
    if (bytes + size > MAX_PAYLOAD_BYTES && group.length > 0) {
      texts.push(JSON.stringify(group));
      group = [];
      bytes = 0;
    }
    group.push(message);
    bytes += size;
  }
  if (group.length > 0) texts.push(JSON.stringify(group));
  return texts;
}
