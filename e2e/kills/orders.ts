import type { KillRunChain, Method, Payment } from './chain.ts';
import type { Decision, Merchant } from './merchant.ts';

/** What one session must have become when all has come to rest. */
export interface Expected {
  readonly status: 'paid' | 'canceled';
  /** What it is paid by, or, canceled, what came nevertheless. */
  readonly payment: Payment;
  /** What a person made of that money; null: it counts by itself. */
  readonly decided: 'written_off' | 'attached' | null;
}

export interface Orders {
  /** By session. */
  readonly expected: Map<string, Expected>;
  /** A customer's whole purchase: an order, then the money, whoever is dead meanwhile. */
  buy(method: Method): Promise<void>;
  /** An order that is canceled and paid all the same; a person decides about the money. */
  payAfterCancel(method: Method, verb: Decision['verb']): Promise<void>;
}

export function takeOrders(merchant: Merchant, chain: KillRunChain): Orders {
  const expected = new Map<string, Expected>();
  return {
    expected,
    async buy(method) {
      const session = await merchant.createSession(method);
      expected.set(session.id, { status: 'paid', payment: await chain.pay(session, method), decided: null });
    },
    async payAfterCancel(method, verb) {
      const session = await merchant.createSession(method);
      await merchant.cancel(session.id);
      const payment = await chain.pay(session, method);
      const decided = verb === 'attach' ? 'attached' : 'written_off';
      expected.set(session.id, { status: 'canceled', payment, decided });
      if (verb === 'write_off') return merchant.decide(session.id, { verb });
      const other = await merchant.createSession(method);
      expected.set(other.id, { status: 'paid', payment, decided: null });
      await merchant.decide(session.id, { verb, sessionId: other.id });
    },
  };
}
