import type { RequestOptions } from '../options.ts';
import { createList, type List } from '../page.ts';
import type { Transport } from '../transport.ts';
import type { PaymentMethod } from '../types.ts';

/** Coins and tokens, by network. */
export class PaymentMethods {
  readonly #send: Transport;

  constructor(send: Transport) {
    this.#send = send;
  }

  /** What a session of this key's mode can offer now, all on one page. */
  list(options?: RequestOptions): List<PaymentMethod> {
    return createList(this.#send, { path: '/payment_methods', query: {}, options });
  }
}
