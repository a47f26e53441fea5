import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface Order {
  readonly id: string;
  readonly productId: string;
  readonly createdAt: string;
  /** The checkout session, once there is one. */
  readonly sessionId: string | null;
  /** What the webhook last told of it: never what the customer's browser says. */
  readonly status: string;
  /** The session's version of that news. */
  readonly version: number;
}

export interface Orders {
  find(id: string): Order | undefined;
  save(order: Order): void;
}

/** Orders in memory and, with a file, on disk: enough for a demo, where a real shop has its database. */
export function openOrders(file: string | null): Orders {
  const orders = new Map<string, Order>(file === null ? [] : read(file).map((order) => [order.id, order]));
  return {
    find: (id) => orders.get(id),
    save(order) {
      orders.set(order.id, order);
      if (file === null) return;
      writeFileSync(`${file}.new`, JSON.stringify([...orders.values()]), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}

function read(file: string): readonly Order[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as readonly Order[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
