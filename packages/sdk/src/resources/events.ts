import type { RequestOptions } from '../options.ts';
import { createList, type List, type ListParams, pageQuery } from '../page.ts';
import { path, type Transport } from '../transport.ts';
import type { EventType, OpentillEvent } from '../types.ts';

export interface EventListParams extends ListParams {
  readonly type?: EventType;
  /** Events of this checkout session. */
  readonly session?: string;
  /** RFC 3339, inclusive. */
  readonly createdFrom?: string;
  /** RFC 3339, exclusive. */
  readonly createdBefore?: string;
}

/** What was told. Kept for 90 days. */
export class Events {
  readonly #send: Transport;

  constructor(send: Transport) {
    this.#send = send;
  }

  list(params: EventListParams = {}, options?: RequestOptions): List<OpentillEvent> {
    const { type, session, createdFrom, createdBefore } = params;
    const query = { ...pageQuery(params), type, session, created_gte: createdFrom, created_lt: createdBefore };
    return createList(this.#send, { path: '/events', query, options });
  }

  retrieve(id: string, options?: RequestOptions): Promise<OpentillEvent> {
    return this.#send({ method: 'GET', path: path`/events/${id}`, options });
  }
}
