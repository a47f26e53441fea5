import type { RequestOptions } from '../options.ts';
import { path, type Transport } from '../transport.ts';
import type { PublicCheckoutSession } from '../types.ts';

/** What a page of yours may know of one session: the only resource for a publishable key (`pk_…`), which may stand in a page. */
export class PublicCheckoutSessions {
  readonly #send: Transport;

  constructor(send: Transport) {
    this.#send = send;
  }

  /** Status, amount, address and deadline; nothing of the customer, and no proof of payment: that is your server's webhook. */
  retrieve(id: string, options?: RequestOptions): Promise<PublicCheckoutSession> {
    return this.#send({ method: 'GET', path: path`/public/checkout_sessions/${id}`, options });
  }
}
