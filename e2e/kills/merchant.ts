import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 90_000;
const AGAIN_MS = 100;

export interface Session {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly address: `0x${string}`;
  readonly amount: { readonly wei: string };
  readonly transfers: readonly { readonly txHash: string; readonly confirmed: boolean }[];
}

export interface UnexpectedMoney {
  readonly id: string;
  readonly status: string;
  readonly sessionId: string;
  readonly txHash: string;
  readonly confirmed: boolean;
}

/** What a person makes of money that came after a cancel. */
export type Decision = { readonly verb: 'write_off' } | { readonly verb: 'attach'; readonly sessionId: string };

export interface ToldEvent {
  readonly id: string;
  readonly type: string;
  readonly version: number | null;
  readonly data: { readonly id: string; readonly status: string };
}

/** A merchant's server that does what the guides say: it repeats what got no answer, with the same idempotency key. */
export interface Merchant {
  createEndpoint(url: string): Promise<void>;
  /** One order: however often it has to be sent, one session. */
  createSession(method: string): Promise<Session>;
  cancel(sessionId: string): Promise<void>;
  /** Waits until what came to the session is certain, and decides; however often that has to be sent, once. */
  decide(sessionId: string, decision: Decision): Promise<void>;
  listUnexpected(): Promise<readonly UnexpectedMoney[]>;
  listSessions(): Promise<readonly Session[]>;
  listEvents(): Promise<readonly ToldEvent[]>;
}

export function createMerchant(url: string, apiKey: string): Merchant {
  /** The answer, or undefined where it may be another one next time. */
  async function tryOnce(method: string, path: string, body: object | undefined, key: string) {
    const headers = {
      authorization: `Bearer ${apiKey}`,
      ...(body && { 'content-type': 'application/json', 'idempotency-key': key }),
    };
    const answer = await fetch(`${url}/api/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => undefined);
    if (answer === undefined || answer.status < 300) return answer?.text;
    const mayPass = answer.status >= 500 || answer.status === 409 || answer.status === 429;
    if (!mayPass) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return undefined;
  }

  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const key = randomUUID();
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += AGAIN_MS) {
      const text = await tryOnce(method, path, body, key);
      if (text !== undefined) return (text === '' ? undefined : JSON.parse(text)) as T;
      await delay(AGAIN_MS);
    }
    throw new Error(`${method} ${path}: no answer`);
  }

  /** A reorg may take the money, and bring it as another transfer: each look is at what is there now. */
  async function decide(session: string, { verb, ...target }: Decision): Promise<void> {
    const key = randomUUID();
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += AGAIN_MS) {
      const { data } = await call<{ data: UnexpectedMoney[] }>('GET', `/unexpected_transfers?session=${session}`);
      if (data.some(({ status }) => status === 'written_off' || status === 'attached')) return;
      const certain = data.find(({ status, confirmed }) => status === 'open' && confirmed);
      const path = `/unexpected_transfers/${certain?.id}/${verb}`;
      const body = { reason: 'It came after the cancel', ...target };
      if (certain && (await tryOnce('POST', path, body, `${key}-${certain.id}`)) !== undefined) return;
      await delay(AGAIN_MS);
    }
    throw new Error(`nothing came to ${session} that could be decided about`);
  }

  async function list<T extends { readonly id: string }>(path: string): Promise<readonly T[]> {
    const all: T[] = [];
    for (;;) {
      const after = all.length === 0 ? '' : `&starting_after=${all.at(-1)!.id}`;
      const page = await call<{ data: T[]; hasMore: boolean }>('GET', `${path}?limit=100${after}`);
      all.push(...page.data);
      if (!page.hasMore) return all;
    }
  }

  return {
    createEndpoint: async (endpoint) =>
      void (await call('POST', '/webhook_endpoints', { url: endpoint, events: ['*'] })),
    createSession: (method) =>
      call('POST', '/checkout_sessions', { amount: { value: '20.00', currency: 'USD' }, method }),
    cancel: async (sessionId) => void (await call('POST', `/checkout_sessions/${sessionId}/cancel`, {})),
    decide,
    listUnexpected: () => list('/unexpected_transfers'),
    listSessions: () => list('/checkout_sessions'),
    listEvents: () => list('/events'),
  };
}
