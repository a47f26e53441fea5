import type { Queries } from '../store/database.ts';
import { deleteWebhookEndpoint as deleteEndpoint } from '../store/webhook-endpoint-changes.ts';
import type { Principal } from './principal.ts';
import type { Refusal } from './refusal.ts';
import { refuseIpnReceiver } from './refuse-ipn-receiver.ts';
import type { Runtime } from './runtime.ts';
import { webhookEndpointNotFound } from './webhook-url.ts';

/** Ends all sending to it; what was on its way is given up. Its deliveries can still be read. */
export async function deleteWebhookEndpoint(
  { runtime }: { readonly runtime: Runtime },
  queries: Queries,
  principal: Principal,
  endpointId: string,
): Promise<{ readonly outcome: 'deleted' } | Refusal> {
  const refusal = await refuseIpnReceiver(queries, principal, endpointId, 'disable it instead.');
  if (refusal) return refusal;
  const deleted = await deleteEndpoint(queries, principal, endpointId, runtime.now());
  return deleted ? { outcome: 'deleted' } : webhookEndpointNotFound();
}
