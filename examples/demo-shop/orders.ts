import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { SessionStatus } from '@opentill/sdk';

export interface Order {
  /** Not to be guessed: whoever knows it sees the order. */
  readonly id: string;
  readonly productId: string;
  /** What it cost when it was ordered: decimal text in dollars. */
  readonly price: string;
  readonly createdAt: string;
  /** Where to pay, once Opentill has given us a session. */
  readonly checkoutUrl: string | null;
  /** What the webhooks told, by session. There is a second one where the customer has started an expired one again. */
  readonly told: Readonly<Record<string, ToldSession>>;
}

/** A session as its latest webhook told of it: never what the customer's browser says. */
export interface ToldSession {
  readonly status: SessionStatus;
  readonly version: number;
  readonly createdAt: string;
  readonly checkoutUrl: string;
}

export interface Orders {
  find(id: string): Order | undefined;
  /** On disk when it returns. */
  save(order: Order): void;
}

/** The file with the orders cannot be read. */
export class OrdersFileError extends Error {
  override readonly name = 'OrdersFileError';
}

/**
 * Orders in memory and, with a file, on disk: enough for a demo, where a real shop has its database.
 * @throws OrdersFileError
 */
export function openOrders(file: string | null): Orders {
  const orders = new Map<string, Order>(file === null ? [] : read(file).map((order) => [order.id, order]));
  return {
    find: (id) => orders.get(id),
    save(order) {
      orders.set(order.id, order);
      if (file !== null) write(file, [...orders.values()]);
    },
  };
}

function read(file: string): readonly Order[] {
  try {
    const orders: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!Array.isArray(orders)) throw new TypeError('It is no list.');
    return orders as readonly Order[];
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new OrdersFileError(`DATA_FILE ${file} cannot be read as the shop's orders. Move it away to start anew.`, {
      cause,
    });
  }
}

/** Beside it first, so that a crash leaves the old file or the new one, never half of one. */
function write(file: string, orders: readonly Order[]): void {
  writeFileSync(`${file}.new`, JSON.stringify(orders, null, 1), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
