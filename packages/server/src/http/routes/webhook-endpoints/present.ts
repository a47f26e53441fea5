import type { z } from 'zod';
import { toPublicId } from '../../../core/identity/public-id.ts';
import type { WebhookEndpoint } from '../../../core/webhook/endpoint.ts';
import type { endpointObject, endpointWithSecret } from './schema.ts';

/** An endpoint as the API shows it. */
export function presentEndpoint(endpoint: WebhookEndpoint, now: number): z.output<typeof endpointObject> {
  const ahead = (moment: number | null) => (moment !== null && moment > now ? new Date(moment).toISOString() : null);
  return {
    id: toPublicId('webhookEndpoint', endpoint.id),
    object: 'webhook_endpoint',
    url: endpoint.url,
    description: endpoint.description,
    events: [...endpoint.eventTypes],
    dialect: endpoint.dialect,
    ipn: endpoint.ipn,
    status: endpoint.status,
    disabledReason: endpoint.disabledReason,
    previousSecretExpiresAt: ahead(endpoint.previousSecretExpiresAt),
    restingUntil: ahead(endpoint.restingUntil),
    livemode: endpoint.livemode,
    createdAt: new Date(endpoint.createdAt).toISOString(),
    updatedAt: new Date(endpoint.updatedAt).toISOString(),
  };
}

/** With the secret, at creation and rotation alone. */
export function presentWithSecret(
  { endpoint, secret }: { readonly endpoint: WebhookEndpoint; readonly secret: string },
  now: number,
): z.output<typeof endpointWithSecret> {
  return { ...presentEndpoint(endpoint, now), secret };
}
