import type { RequestOptions } from '../options.ts';
import { type List, type ListParams, pageQuery } from '../page.ts';
import type { Transport } from '../transport.ts';
import type { Refund, RefundCreateParams, RefundStatus } from '../types.ts';
import { type Crud, crud } from './crud.ts';

export interface RefundListParams extends ListParams {
  readonly status?: RefundStatus;
  /** Of this checkout session. */
  readonly session?: string;
}

/**
 * Money that you send back from a wallet of your own: the server holds no key. Create one, hand the customer its `refundUrl` where
 * you do not know their address, send the money, and name the transaction. The chain alone confirms it.
 */
export class Refunds {
  readonly #refunds: Crud<Refund, RefundCreateParams, never, never>;

  constructor(send: Transport) {
    this.#refunds = crud(send, 'refunds');
  }

  /** Of a session that was paid, or of an open unexpected transfer; all that is left, where no `amount` is given. */
  create(params: RefundCreateParams, options?: RequestOptions): Promise<Refund> {
    return this.#refunds.create(params, options);
  }

  retrieve(id: string, options?: RequestOptions): Promise<Refund> {
    return this.#refunds.retrieve(id, options);
  }

  /** Newest first. Await it for a page, or iterate over it for all. */
  list(params: RefundListParams = {}, options?: RequestOptions): List<Refund> {
    const { status, session } = params;
    return this.#refunds.list({ ...pageQuery(params), status, session }, options);
  }

  /** You have sent it, in this transaction; given again, it takes the place of a wrong one. */
  sent(id: string, params: { readonly txHash: string }, options?: RequestOptions): Promise<Refund> {
    return this.#refunds.act(id, 'sent', params, options);
  }

  /** Before it was sent, or when its transaction turned out not to pay it. */
  cancel(id: string, options?: RequestOptions): Promise<Refund> {
    return this.#refunds.act(id, 'cancel', undefined, options);
  }

  /** Until it was sent: forgets the address and makes a new `refundUrl`; the old one is worthless from then on. */
  resetAddress(id: string, options?: RequestOptions): Promise<Refund> {
    return this.#refunds.act(id, 'reset_address', undefined, options);
  }
}
