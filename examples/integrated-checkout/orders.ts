import type { Method, PaymentSession } from './gateway.ts';

export interface Order {
  /** Drawn by the browser with its button, so that two clicks are one order; not to be guessed. */
  readonly id: string;
  readonly method: Method;
  /** The latest that is known of it. */
  readonly session: PaymentSession;
  /** When that was heard or read: epoch milliseconds. */
  readonly knownAt: number;
}

export interface Orders {
  find(id: string): Order | undefined;
  findBySession(sessionId: string): Order | undefined;
  add(order: Order): void;
  /** Webhooks come twice and out of order, and reads cross them: what is older than what is known changes nothing. */
  know(order: Order, session: PaymentSession, at: number): Order;
}

/** In memory: a real shop has its database. */
export function createOrders(): Orders {
  const orders = new Map<string, Order>();
  return {
    find: (id) => orders.get(id),
    findBySession: (sessionId) => orders.values().find(({ session }) => session.id === sessionId),
    add: (order) => void orders.set(order.id, order),
    know({ id }, session, at) {
      const known = orders.get(id)!;
      const next = {
        ...known,
        knownAt: at,
        session: session.version < known.session.version ? known.session : session,
      };
      orders.set(id, next);
      if (next.session.sessionStatus === 'success' && known.session.sessionStatus !== 'success') {
        console.log(`Order ${id} is paid: ship it.`);
      }
      return next;
    },
  };
}
