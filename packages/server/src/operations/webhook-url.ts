import type { FindUrlFlaw, UrlFlaw } from '../core/webhook/outgoing.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';

const EXPLANATIONS: Readonly<Record<UrlFlaw, string>> = {
  malformed: '`url` is not an absolute URL.',
  scheme: '`url` must start with https:// (in test mode also http://).',
  https_required: '`url` must start with https:// in live mode.',
  credentials: '`url` must not hold a user name or password. Verify the signature instead.',
  too_long: '`url` has more than 2,048 characters.',
  address_denied:
    '`url` leads to an address that is not on the public internet. The operator opens private networks with OPENTILL_WEBHOOK_ALLOW; `opentill listen` forwards events to a local server.',
};

/** The refusal of a URL to which this server does not send; `undefined` for one that it does. */
export function refuseWebhookUrl(
  { findUrlFlaw }: { readonly findUrlFlaw: FindUrlFlaw },
  { livemode }: Principal,
  url: string,
): Refusal | undefined {
  const flaw = findUrlFlaw(url, { requireHttps: livemode });
  return flaw === null ? undefined : refuse('webhook_url_refused', EXPLANATIONS[flaw], 'url');
}

export function webhookEndpointNotFound(): Refusal {
  return refuse('webhook_endpoint_not_found', 'There is no such webhook endpoint for this key.');
}

export function webhookEndpointDisabled(): Refusal {
  return refuse('webhook_endpoint_disabled', 'The webhook endpoint is disabled: enable it first.');
}
