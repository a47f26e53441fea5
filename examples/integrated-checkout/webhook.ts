import type { IncomingHttpHeaders } from 'node:http';
import { webhooks } from '@opentill/sdk';
import { type Gateway, GatewayError, type PaymentSession } from './gateway.ts';

export const WEBHOOK_PATH = '/webhooks/opentill';

export interface Registration {
  readonly secret: string;
  remove(): Promise<void>;
}

/**
 * Asks to be told in the words of payment sessions. Instead of at every start, a real shop does this once and keeps the
 * secret. Null where the server does not take our address: reading alone does it then, only later.
 */
export async function registerWebhook(gateway: Gateway, shopUrl: string): Promise<Registration | null> {
  const url = `${shopUrl}${WEBHOOK_PATH}`;
  try {
    await removeEarlier(gateway, url);
    const body = { url, events: ['*'], dialect: 'radom', description: 'The integrated checkout example' };
    const { id, secret } = await gateway.call<{ id: string; secret: string }>('POST', '/webhook_endpoints', body);
    return { secret, remove: () => gateway.call('DELETE', `/webhook_endpoints/${id}`) };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    console.warn(`No webhooks: ${error.message} The shop asks for news instead.`);
    return null;
  }
}

/** Those of starts that ended without a word. */
async function removeEarlier(gateway: Gateway, url: string): Promise<void> {
  type Endpoints = { readonly data: readonly { readonly id: string; readonly url: string }[] };
  const { data } = await gateway.call<Endpoints>('GET', '/webhook_endpoints?limit=100');
  for (const { id } of data.filter((endpoint) => endpoint.url === url)) {
    await gateway.call('DELETE', `/webhook_endpoints/${id}`);
  }
}

/** The payment session that a message tells of; null for other news. Throws `SignatureVerificationError` for a forged one. */
export async function hearWebhook(
  rawBody: Buffer,
  headers: IncomingHttpHeaders,
  secret: string,
): Promise<PaymentSession | null> {
  const event = await webhooks.verify(rawBody, headers, secret);
  return event.type.startsWith('session.') ? (event.data as unknown as PaymentSession) : null;
}
