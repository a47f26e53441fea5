import type { RequestOptions } from '../options.ts';
import { type List, type ListParams, pageQuery } from '../page.ts';
import { path, type Transport } from '../transport.ts';
import type {
  Customer,
  CustomerCreateParams,
  CustomerExport,
  CustomerUpdateParams,
  DeletedCustomer,
  Erasure,
} from '../types.ts';
import { type Crud, crud } from './crud.ts';

export interface CustomerListParams extends ListParams {
  readonly email?: string;
  /** Your own name for the customer. */
  readonly externalReference?: string;
  readonly archived?: boolean;
}

/** Who pays, with what is known of them. */
export class Customers {
  readonly #send: Transport;
  readonly #customers: Crud<Customer, CustomerCreateParams, CustomerUpdateParams, DeletedCustomer>;

  constructor(send: Transport) {
    this.#send = send;
    this.#customers = crud(send, 'customers');
  }

  create(params: CustomerCreateParams, options?: RequestOptions): Promise<Customer> {
    return this.#customers.create(params, options);
  }

  retrieve(id: string, options?: RequestOptions): Promise<Customer> {
    return this.#customers.retrieve(id, options);
  }

  /** Newest first. Await it for a page, or iterate over it for all. */
  list(params: CustomerListParams = {}, options?: RequestOptions): List<Customer> {
    const { email, externalReference, archived } = params;
    return this.#customers.list({ ...pageQuery(params), email, externalReference, archived }, options);
  }

  update(id: string, params: CustomerUpdateParams, options?: RequestOptions): Promise<Customer> {
    return this.#customers.update(id, params, options);
  }

  /** Gone, or `archived` where a session still names the customer. For personal data see `erase`. */
  delete(id: string, options?: RequestOptions): Promise<DeletedCustomer> {
    return this.#customers.delete(id, options);
  }

  /** All that is kept about the person, sessions included, to be handed to them. */
  export(id: string, options?: RequestOptions): Promise<CustomerExport> {
    return this.#send({ method: 'GET', path: path`/customers/${id}/export`, options });
  }

  /** Takes the personal data out for good; the books keep amounts, addresses and transfers. */
  erase(id: string, options?: RequestOptions): Promise<Customer> {
    return this.#customers.act(id, 'erase', undefined, options);
  }

  /** The same for everyone with this address, also where they paid without being a customer. */
  eraseByEmail(email: string, options?: RequestOptions): Promise<Erasure> {
    return this.#send({ method: 'POST', path: '/customers/erase', body: { email }, options });
  }
}
