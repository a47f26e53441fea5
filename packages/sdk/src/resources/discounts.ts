import type { RequestOptions } from '../options.ts';
import { type List, type ListParams, pageQuery } from '../page.ts';
import type { Transport } from '../transport.ts';
import type { DeletedDiscount, Discount, DiscountCreateParams, DiscountUpdateParams } from '../types.ts';
import { type Crud, crud } from './crud.ts';

export interface DiscountListParams extends ListParams {
  readonly active?: boolean;
  readonly code?: string;
}

/** Codes that take something off a session, within their limits. */
export class Discounts {
  readonly #discounts: Crud<Discount, DiscountCreateParams, DiscountUpdateParams, DeletedDiscount>;

  constructor(send: Transport) {
    this.#discounts = crud(send, 'discounts');
  }

  create(params: DiscountCreateParams, options?: RequestOptions): Promise<Discount> {
    return this.#discounts.create(params, options);
  }

  retrieve(id: string, options?: RequestOptions): Promise<Discount> {
    return this.#discounts.retrieve(id, options);
  }

  /** Newest first. Await it for a page, or iterate over it for all. */
  list(params: DiscountListParams = {}, options?: RequestOptions): List<Discount> {
    const { active, code } = params;
    return this.#discounts.list({ ...pageQuery(params), active, code }, options);
  }

  update(id: string, params: DiscountUpdateParams, options?: RequestOptions): Promise<Discount> {
    return this.#discounts.update(id, params, options);
  }

  delete(id: string, options?: RequestOptions): Promise<DeletedDiscount> {
    return this.#discounts.delete(id, options);
  }
}
