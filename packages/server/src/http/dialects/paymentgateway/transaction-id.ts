const PLACEHOLDER = '{transactionId}';
/** Scheme, user, host and port. */
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/** Whether the placeholder stands where it would decide which server is asked. */
export function hasPlaceholderInHost(url: string): boolean {
  return (AUTHORITY.exec(url)?.[0] ?? url).includes(PLACEHOLDER);
}

/**
 * Puts the checkout's public id, URL-encoded, for each `{transactionId}` of a URL: in its path, query or fragment, never in
 * scheme or host.
 */
export function withTransactionId(url: string, sessionPublicId: string): string {
  const authority = AUTHORITY.exec(url)?.[0] ?? '';
  return authority + url.slice(authority.length).replaceAll(PLACEHOLDER, encodeURIComponent(sessionPublicId));
}
