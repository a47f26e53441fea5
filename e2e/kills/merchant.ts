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
  createSession(): Promise<Session>;
  listSessions(): Promise<readonly Session[]>;
  listEvents(): Promise<readonly ToldEvent[]>;
}

export function createMerchant(url: string, apiKey: string): Merchant {
  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = {
      authorization: `Bearer ${apiKey}`,
      ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    };
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += AGAIN_MS) {
      const answer = await fetch(`${url}/api/v1${path}`, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      })
        .then(async (response) => ({ status: response.status, text: await response.text() }))
        .catch(() => undefined);
      if (answer !== undefined && answer.status < 300) return JSON.parse(answer.text) as T;
      const mayPass = answer === undefined || answer.status >= 500 || answer.status === 409 || answer.status === 429;
      if (!mayPass) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
      await delay(AGAIN_MS);
    }
    throw new Error(`${method} ${path}: no answer`);
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
    createSession: () =>
      call('POST', '/checkout_sessions', {
        amount: { value: '20.00', currency: 'USD' },
        method: 'SepoliaTestnet:ETH',
      }),
    listSessions: () => list('/checkout_sessions'),
    listEvents: () => list('/events'),
  };
}
