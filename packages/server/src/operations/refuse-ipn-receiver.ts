import type { Queries } from '../store/database.ts';
import { findWebhookEndpoint } from '../store/webhook-endpoints.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';

/**
 * The refusal of what cannot be done to an endpoint that stands for the host of checkouts' `ipnUrl`s: nobody made it, its
 * secret is the organization's, and the next checkout would bring it back.
 */
export async function refuseIpnReceiver(
  queries: Queries,
  principal: Principal,
  endpointId: string,
  remedy: string,
): Promise<Refusal | undefined> {
  const endpoint = await findWebhookEndpoint(queries, principal, endpointId);
  if (!endpoint?.ipn) return undefined;
  return refuse('webhook_endpoint_of_ipn', `This endpoint stands for the ipnUrls of checkouts: ${remedy}`);
}
