import type { RequestOptions } from '../options.ts';
import { createList, type List, type ListParams, pageQuery } from '../page.ts';
import { path, type Transport } from '../transport.ts';
import type {
  OpentillEvent,
  WebhookEndpoint,
  WebhookEndpointCreateParams,
  WebhookEndpointRotateParams,
  WebhookEndpointUpdateParams,
  WebhookEndpointWithSecret,
} from '../types.ts';

/** Where you are told. */
export class WebhookEndpoints {
  readonly #send: Transport;

  constructor(send: Transport) {
    this.#send = send;
  }

  /** The answer holds the signing secret, which is shown this once. */
  create(params: WebhookEndpointCreateParams, options?: RequestOptions): Promise<WebhookEndpointWithSecret> {
    return this.#send({ method: 'POST', path: '/webhook_endpoints', body: params, options });
  }

  list(params: ListParams = {}, options?: RequestOptions): List<WebhookEndpoint> {
    return createList(this.#send, { path: '/webhook_endpoints', query: pageQuery(params), options });
  }

  retrieve(id: string, options?: RequestOptions): Promise<WebhookEndpoint> {
    return this.#send({ method: 'GET', path: path`/webhook_endpoints/${id}`, options });
  }

  /** Changes what is given and nothing else. */
  update(id: string, params: WebhookEndpointUpdateParams, options?: RequestOptions): Promise<WebhookEndpoint> {
    return this.#send({ method: 'PATCH', path: path`/webhook_endpoints/${id}`, body: params, options });
  }

  /** What was on its way to it is given up; its deliveries can still be read. */
  async delete(id: string, options?: RequestOptions): Promise<void> {
    await this.#send({ method: 'DELETE', path: path`/webhook_endpoints/${id}`, options });
  }

  /** A new secret, shown this once; the old one signs beside it for a while. */
  rotateSecret(
    id: string,
    params: WebhookEndpointRotateParams = {},
    options?: RequestOptions,
  ): Promise<WebhookEndpointWithSecret> {
    return this.#send({ method: 'POST', path: path`/webhook_endpoints/${id}/rotate_secret`, body: params, options });
  }

  /** Sends a `webhook.test` event to this endpoint alone. */
  sendTest(id: string, options?: RequestOptions): Promise<OpentillEvent> {
    return this.#send({ method: 'POST', path: path`/webhook_endpoints/${id}/test`, options });
  }
}
