import type { RequestOptions } from '../options.ts';
import { type List, type ListParams, pageQuery } from '../page.ts';
import type { Transport } from '../transport.ts';
import type { DeletedPaymentLink, PaymentLink, PaymentLinkCreateParams, PaymentLinkUpdateParams } from '../types.ts';
import { type Crud, crud } from './crud.ts';

export interface PaymentLinkListParams extends ListParams {
  readonly active?: boolean;
}

/** Addresses that anybody can pay at: each visit makes a session of its own. */
export class PaymentLinks {
  readonly #links: Crud<PaymentLink, PaymentLinkCreateParams, PaymentLinkUpdateParams, DeletedPaymentLink>;

  constructor(send: Transport) {
    this.#links = crud(send, 'payment_links');
  }

  /** Share its `url`, or show its QR image. */
  create(params: PaymentLinkCreateParams, options?: RequestOptions): Promise<PaymentLink> {
    return this.#links.create(params, options);
  }

  retrieve(id: string, options?: RequestOptions): Promise<PaymentLink> {
    return this.#links.retrieve(id, options);
  }

  /** Newest first. Await it for a page, or iterate over it for all. */
  list(params: PaymentLinkListParams = {}, options?: RequestOptions): List<PaymentLink> {
    return this.#links.list({ ...pageQuery(params), active: params.active }, options);
  }

  /** Changes what is given and nothing else; sessions that exist stay as they are. */
  update(id: string, params: PaymentLinkUpdateParams, options?: RequestOptions): Promise<PaymentLink> {
    return this.#links.update(id, params, options);
  }

  /** It takes no payment any more. Its sessions stay, and what is under way can be paid. */
  delete(id: string, options?: RequestOptions): Promise<DeletedPaymentLink> {
    return this.#links.delete(id, options);
  }
}
