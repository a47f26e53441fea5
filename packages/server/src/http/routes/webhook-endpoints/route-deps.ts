import { fromPublicId } from '../../../core/identity/public-id.ts';
import type { FindUrlFlaw } from '../../../core/webhook/outgoing.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';

export interface WebhookRouteDeps extends Pick<ApiDeps, 'store' | 'runtime' | 'secretBox' | 'wake'> {
  readonly findUrlFlaw: FindUrlFlaw;
}

export const TAGS = ['Webhook endpoints'];

/** The UUID of `we_…`; anything else is an endpoint that does not exist. */
export function endpointUuid(id: string): string {
  const uuid = fromPublicId('webhookEndpoint', id);
  if (uuid === undefined) throw new ApiError('webhook_endpoint_not_found');
  return uuid;
}
