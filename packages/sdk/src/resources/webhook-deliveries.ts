import type { RequestOptions } from '../options.ts';
import { createList, type List, type ListParams, pageQuery } from '../page.ts';
import { path, type Transport } from '../transport.ts';
import type { WebhookDelivery, WebhookDeliveryWithAttempts } from '../types.ts';

export interface WebhookDeliveryListParams extends ListParams {
  readonly endpoint?: string;
  readonly event?: string;
  readonly status?: WebhookDelivery['status'];
}

/** Each message to each endpoint, with its attempts. */
export class WebhookDeliveries {
  readonly #send: Transport;

  constructor(send: Transport) {
    this.#send = send;
  }

  list(params: WebhookDeliveryListParams = {}, options?: RequestOptions): List<WebhookDelivery> {
    const { endpoint, event, status } = params;
    const query = { ...pageQuery(params), endpoint, event, status };
    return createList(this.#send, { path: '/webhook_deliveries', query, options });
  }

  retrieve(id: string, options?: RequestOptions): Promise<WebhookDeliveryWithAttempts> {
    return this.#send({ method: 'GET', path: path`/webhook_deliveries/${id}`, options });
  }

  /** Sends the event once more, as a new delivery with the same `webhook-id`. */
  redeliver(id: string, options?: RequestOptions): Promise<WebhookDelivery> {
    return this.#send({ method: 'POST', path: path`/webhook_deliveries/${id}/redeliver`, options });
  }
}
