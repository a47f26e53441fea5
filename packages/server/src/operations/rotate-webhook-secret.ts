import type { Queries } from '../store/database.ts';
import { rotateWebhookSecret as rotate } from '../store/webhook-endpoint-changes.ts';
import type { EndpointWithSecret, WebhookEndpointDeps } from './create-webhook-endpoint.ts';
import type { Principal } from './principal.ts';
import type { Refusal } from './refusal.ts';
import { refuseIpnReceiver } from './refuse-ipn-receiver.ts';
import { newWebhookSecret } from './webhook-secrets.ts';
import { webhookEndpointNotFound } from './webhook-url.ts';

/**
 * Gives the endpoint a new secret. The old one signs beside it for `overlapSeconds`, so that the receiver can change
 * over in its own time; with 0 it ends at once, which is right after a leak. A still older one ends in any case.
 */
export async function rotateWebhookSecret(
  deps: Omit<WebhookEndpointDeps, 'findUrlFlaw'>,
  queries: Queries,
  principal: Principal,
  endpointId: string,
  overlapSeconds: number,
): Promise<EndpointWithSecret<'rotated'> | Refusal> {
  const remedy = 'its secret is the organization’s, which `opentill ipn-secret rotate` renews.';
  const refusal = await refuseIpnReceiver(queries, principal, endpointId, remedy);
  if (refusal) return refusal;
  const at = deps.runtime.now();
  const { secret, sealed } = newWebhookSecret(deps, principal.organizationId, endpointId);
  const previousExpiresAt = overlapSeconds === 0 ? null : at + overlapSeconds * 1000;
  const endpoint = await rotate(queries, principal, endpointId, sealed, { at, previousExpiresAt });
  return endpoint ? { outcome: 'rotated', endpoint, secret } : webhookEndpointNotFound();
}
