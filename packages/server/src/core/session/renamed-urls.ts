import { toPublicId } from '../identity/public-id.ts';
import { IPN_URL_FIELD } from '../webhook/ipn.ts';
import type { SessionDetails } from './details.ts';

/**
 * The details for another session of the same order: URLs that carry the first one's public id, where the merchant asked
 * for it, carry the other's.
 */
export function renamedUrls(details: SessionDetails, fromId: string, toId: string): SessionDetails {
  const [from, to] = [toPublicId('session', fromId), toPublicId('session', toId)];
  const renamed = (url: string | null) => url?.replaceAll(from, to) ?? null;
  return {
    ...details,
    successUrl: renamed(details.successUrl),
    cancelUrl: renamed(details.cancelUrl),
    returnUrl: renamed(details.returnUrl),
    dialectFields: details.dialectFields && withIpnUrl(details.dialectFields, renamed),
  };
}

function withIpnUrl(
  dialectFields: NonNullable<SessionDetails['dialectFields']>,
  renamed: (url: string) => string | null,
): SessionDetails['dialectFields'] {
  const url = dialectFields.fields[IPN_URL_FIELD];
  if (typeof url !== 'string') return dialectFields;
  return { ...dialectFields, fields: { ...dialectFields.fields, [IPN_URL_FIELD]: renamed(url) } };
}
