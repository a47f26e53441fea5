import type { RequestOptions } from '../options.ts';
import { type List, type ListParams, pageQuery } from '../page.ts';
import type { Transport } from '../transport.ts';
import type { DeletedProduct, Product, ProductCreateParams, ProductUpdateParams } from '../types.ts';
import { type Crud, crud } from './crud.ts';

export interface ProductListParams extends ListParams {
  readonly active?: boolean;
}

/** What you sell, to be named in line items by id. */
export class Products {
  readonly #products: Crud<Product, ProductCreateParams, ProductUpdateParams, DeletedProduct>;

  constructor(send: Transport) {
    this.#products = crud(send, 'products');
  }

  create(params: ProductCreateParams, options?: RequestOptions): Promise<Product> {
    return this.#products.create(params, options);
  }

  retrieve(id: string, options?: RequestOptions): Promise<Product> {
    return this.#products.retrieve(id, options);
  }

  /** Newest first. Await it for a page, or iterate over it for all. */
  list(params: ProductListParams = {}, options?: RequestOptions): List<Product> {
    return this.#products.list({ ...pageQuery(params), active: params.active }, options);
  }

  /** Changes what is given; sessions that exist keep the words and prices that they were made with. */
  update(id: string, params: ProductUpdateParams, options?: RequestOptions): Promise<Product> {
    return this.#products.update(id, params, options);
  }

  delete(id: string, options?: RequestOptions): Promise<DeletedProduct> {
    return this.#products.delete(id, options);
  }
}
