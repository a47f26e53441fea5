import type { WebhookEndpoint } from '../core/webhook/endpoint.ts';
import type { Queries } from '../store/database.ts';
import { updateWebhookEndpoint as update, type WebhookEndpointChange } from '../store/webhook-endpoint-changes.ts';
import type { WebhookEndpointDeps } from './create-webhook-endpoint.ts';
import type { Principal } from './principal.ts';
import type { Refusal } from './refusal.ts';
import { refuseIpnReceiver } from './refuse-ipn-receiver.ts';
import { refuseWebhookUrl, webhookEndpointNotFound } from './webhook-url.ts';

/** Changes what is given. Enabling an endpoint, or giving it another URL, also ends its rest. */
export async function updateWebhookEndpoint(
  deps: WebhookEndpointDeps,
  queries: Queries,
  principal: Principal,
  endpointId: string,
  change: WebhookEndpointChange,
): Promise<{ readonly outcome: 'updated'; readonly endpoint: WebhookEndpoint } | Refusal> {
  const refusal = change.url === undefined ? undefined : refuseWebhookUrl(deps, principal, change.url);
  if (refusal) return refusal;
  const { status: _status, ...rest } = change;
  if (Object.values(rest).some((value) => value !== undefined)) {
    const fixed = await refuseIpnReceiver(queries, principal, endpointId, 'only its `status` can be changed.');
    if (fixed) return fixed;
  }
  const endpoint = await update(queries, principal, endpointId, change, deps.runtime.now());
  return endpoint ? { outcome: 'updated', endpoint } : webhookEndpointNotFound();
}
