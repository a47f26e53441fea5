import type { RequestOptions } from '../options.ts';
import { createList, type List } from '../page.ts';
import { path, type QueryValue, type Transport } from '../transport.ts';

/** What every kept collection can do, under its path: `products`. Each resource spells out those that it has. */
export interface Crud<T, Create, Update, Deleted> {
  create(params: Create, options?: RequestOptions): Promise<T>;
  retrieve(id: string, options?: RequestOptions): Promise<T>;
  list(query: Readonly<Record<string, QueryValue>>, options?: RequestOptions): List<T>;
  update(id: string, params: Update, options?: RequestOptions): Promise<T>;
  delete(id: string, options?: RequestOptions): Promise<Deleted>;
  /** POST to `<id>/<act>`. */
  act<Answer = T>(id: string, act: string, body?: object, options?: RequestOptions): Promise<Answer>;
}

export function crud<T, Create extends object, Update extends object, Deleted = void>(
  send: Transport,
  collection: string,
): Crud<T, Create, Update, Deleted> {
  const at = (id: string) => `/${collection}${path`/${id}`}`;
  return {
    create: (body, options) => send({ method: 'POST', path: `/${collection}`, body, options }),
    retrieve: (id, options) => send({ method: 'GET', path: at(id), options }),
    list: (query, options) => createList(send, { path: `/${collection}`, query, options }),
    update: (id, body, options) => send({ method: 'PATCH', path: at(id), body, options }),
    delete: (id, options) => send({ method: 'DELETE', path: at(id), options }),
    act: (id, act, body, options) => send({ method: 'POST', path: `${at(id)}/${act}`, body, options }),
  };
}
