import { isIP } from 'node:net';
import type { FindUrlFlaw } from '../core/webhook/outgoing.ts';
import type { IsDenied } from './deny-list.ts';
import { parseWebUrl } from './web-url.ts';

/**
 * The URL's host as a literal address, or `undefined` for a name. The URL parser has already turned every spelling of
 * an IPv4 address (`2130706433`, `0x7f.1`, `0177.0.0.1`, full-width digits) into four decimals.
 */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? undefined : host;
}

/** What `localhost` stands for. */
export const LOOPBACK_ADDRESSES = ['127.0.0.1', '::1'] as const;

/** `localhost` and what ends in it, which need no look-up to be known as this machine (RFC 6761 §6.3). */
export function isLocalhost(host: string): boolean {
  return /(^|\.)localhost\.?$/i.test(host);
}

/** Checks what can be checked without looking a name up: at the endpoint's creation, and again at each sending. */
export function createUrlCheck(isDenied: IsDenied): FindUrlFlaw {
  return (text, { requireHttps }) => {
    const parsed = parseWebUrl(text);
    if (parsed.kind !== 'ok') return parsed.kind;
    if (requireHttps && parsed.url.protocol !== 'https:') return 'https_required';
    return knownAddresses(parsed.url).some(isDenied) ? 'address_denied' : null;
  };
}

function knownAddresses(url: URL): readonly string[] {
  const literal = literalAddress(url);
  if (literal !== undefined) return [literal];
  return isLocalhost(url.hostname) ? LOOPBACK_ADDRESSES : [];
}
