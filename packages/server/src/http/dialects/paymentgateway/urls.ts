import { isRedirectUrl } from '../../../core/redirect-url.ts';
import type { FindUrlFlaw } from '../../../core/webhook/outgoing.ts';
import type { Principal } from '../../../operations/principal.ts';
import { type Refusal, refuse } from '../../../operations/refusal.ts';
import { refuseWebhookUrl } from '../../../operations/webhook-url.ts';
import { hasPlaceholderInHost, withTransactionId } from './transaction-id.ts';

export interface Urls {
  readonly returnUrl?: string | null | undefined;
  readonly cancelUrl?: string | null | undefined;
  readonly ipnUrl?: string | null | undefined;
}
const NAMES = ['returnUrl', 'cancelUrl', 'ipnUrl'] as const;

/** The URLs of a request with the checkout's id in its places; those that were not given stay so. Refused under their own names. */
export function readUrls<T extends Urls>(
  findUrlFlaw: FindUrlFlaw,
  principal: Principal,
  given: T,
  sessionPublicId: string,
): { readonly [K in (typeof NAMES)[number]]: T[K] } | Refusal {
  const read: Partial<Record<(typeof NAMES)[number], string | null | undefined>> = {};
  for (const name of NAMES) {
    const text = given[name];
    if (text == null) {
      read[name] = text;
      continue;
    }
    if (hasPlaceholderInHost(text)) return refusePlaceholder(name);
    const url = withTransactionId(text, sessionPublicId);
    const refusal =
      name === 'ipnUrl' ? refuseIpnUrl(findUrlFlaw, principal, url) : refuseRedirect(name, url, principal);
    if (refusal) return refusal;
    // As the URL parser spells it, so that its host can be told from its text.
    read[name] = name === 'ipnUrl' ? new URL(url).href : url;
  }
  return read as { readonly [K in (typeof NAMES)[number]]: T[K] };
}

function refusePlaceholder(name: string): Refusal {
  return refuse('url_invalid', `\`${name}\` has {transactionId} in its host: it may stand after the host only.`, name);
}

function refuseRedirect(name: string, url: string, { livemode }: Principal): Refusal | undefined {
  if (isRedirectUrl(url, livemode)) return undefined;
  const schemes = livemode ? 'https:' : 'https: or http:';
  return refuse('url_invalid', `\`${name}\` is an absolute ${schemes} URL without a user name.`, name);
}

function refuseIpnUrl(findUrlFlaw: FindUrlFlaw, principal: Principal, url: string): Refusal | undefined {
  const refusal = refuseWebhookUrl({ findUrlFlaw }, principal, url);
  return refusal && refuse(refusal.code, refusal.message.replace('`url`', '`ipnUrl`'), 'ipnUrl');
}
