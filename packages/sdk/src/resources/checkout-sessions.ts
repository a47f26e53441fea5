import type { RequestOptions } from '../options.ts';
import { createList, type List, type ListParams, pageQuery } from '../page.ts';
import { path, type Transport } from '../transport.ts';
import type { CheckoutSession, CheckoutSessionCreateParams, SessionStatus } from '../types.ts';

export interface CheckoutSessionListParams extends ListParams {
  readonly status?: SessionStatus;
  /** RFC 3339, inclusive. */
  readonly createdFrom?: string;
  /** RFC 3339, exclusive. */
  readonly createdBefore?: string;
  readonly customerEmail?: string;
  /** Sessions whose metadata has all of these: texts, and other values by their JSON. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** One customer's attempt to pay. */
export class CheckoutSessions {
  readonly #send: Transport;

  constructor(send: Transport) {
    this.#send = send;
  }

  /** Locks the quotes and starts the timer. Send the customer to `checkoutUrl`. */
  create(params: CheckoutSessionCreateParams, options?: RequestOptions): Promise<CheckoutSession> {
    return this.#send({ method: 'POST', path: '/checkout_sessions', body: params, options });
  }

  retrieve(id: string, options?: RequestOptions): Promise<CheckoutSession> {
    return this.#send({ method: 'GET', path: path`/checkout_sessions/${id}`, options });
  }

  /** Newest first. Await it for a page, or iterate over it for all. */
  list(params: CheckoutSessionListParams = {}, options?: RequestOptions): List<CheckoutSession> {
    const { status, createdFrom, createdBefore, customerEmail, metadata = {} } = params;
    const pairs = Object.entries(metadata).map(([key, value]) => [`metadata[${key}]`, value] as const);
    const filters = { status, created_gte: createdFrom, created_lt: createdBefore, customerEmail };
    const query = { ...pageQuery(params), ...filters, ...Object.fromEntries(pairs) };
    return createList(this.#send, { path: '/checkout_sessions', query, options });
  }

  /** Only while nothing has been paid: `ConflictError` otherwise. */
  cancel(id: string, options?: RequestOptions): Promise<CheckoutSession> {
    return this.#act(path`/checkout_sessions/${id}/cancel`, options);
  }

  /** Ends the time to pay now; the grace window begins. `ConflictError` once a payment has been seen. */
  expire(id: string, options?: RequestOptions): Promise<CheckoutSession> {
    return this.#act(path`/checkout_sessions/${id}/expire`, options);
  }

  /** Adds one TTL at the same quotes, while `canExtend`. */
  extend(id: string, options?: RequestOptions): Promise<CheckoutSession> {
    return this.#act(path`/checkout_sessions/${id}/extend`, options);
  }

  /** Reads the offered networks to their tip now and gives what is known then. */
  check(id: string, options?: RequestOptions): Promise<CheckoutSession> {
    return this.#act(path`/checkout_sessions/${id}/check`, options);
  }

  /** Takes an underpaid session, its grace over, for paid. `reason` is kept. */
  accept(id: string, params: { readonly reason: string }, options?: RequestOptions): Promise<CheckoutSession> {
    return this.#act(path`/checkout_sessions/${id}/accept`, options, params);
  }

  #act(actPath: string, options: RequestOptions | undefined, body?: object): Promise<CheckoutSession> {
    return this.#send({ method: 'POST', path: actPath, body, options });
  }
}
