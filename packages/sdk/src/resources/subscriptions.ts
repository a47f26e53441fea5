import type { RequestOptions } from '../options.ts';
import { createList, type List, type ListParams, pageQuery } from '../page.ts';
import { path, type Transport } from '../transport.ts';
import type { Subscription, SubscriptionCancelParams, SubscriptionStatus, SubscriptionUpdateParams } from '../types.ts';

export interface SubscriptionListParams extends ListParams {
  readonly status?: SubscriptionStatus;
  readonly customerId?: string;
  readonly customerEmail?: string;
}

/**
 * What began with a paid session of `mode: 'subscription'`. Each period has a session of its own, which the customer pays:
 * send them the link of `subscription.renewal_created`.
 */
export class Subscriptions {
  readonly #send: Transport;

  constructor(send: Transport) {
    this.#send = send;
  }

  retrieve(id: string, options?: RequestOptions): Promise<Subscription> {
    return this.#send({ method: 'GET', path: path`/subscriptions/${id}`, options });
  }

  /** Newest first. Await it for a page, or iterate over it for all. */
  list(params: SubscriptionListParams = {}, options?: RequestOptions): List<Subscription> {
    const { status, customerId, customerEmail } = params;
    const query = { ...pageQuery(params), status, customerId, customerEmail };
    return createList(this.#send, { path: '/subscriptions', query, options });
  }

  /** A new price counts from the next period; what was paid for the time to come is credited pro rata unless `prorate` is false. */
  update(id: string, params: SubscriptionUpdateParams, options?: RequestOptions): Promise<Subscription> {
    return this.#send({ method: 'PATCH', path: path`/subscriptions/${id}`, body: params, options });
  }

  /** No renewal is made until `resume`. */
  pause(id: string, options?: RequestOptions): Promise<Subscription> {
    return this.#send({ method: 'POST', path: path`/subscriptions/${id}/pause`, options });
  }

  resume(id: string, options?: RequestOptions): Promise<Subscription> {
    return this.#send({ method: 'POST', path: path`/subscriptions/${id}/resume`, options });
  }

  /** Now, or with `{ atPeriodEnd: true }` at the end of what is paid. */
  cancel(id: string, params: SubscriptionCancelParams = {}, options?: RequestOptions): Promise<Subscription> {
    return this.#send({ method: 'POST', path: path`/subscriptions/${id}/cancel`, body: params, options });
  }
}
