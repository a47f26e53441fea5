const PLACEHOLDER = '{transactionId}';
/** Scheme, user, host and port. */
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/** Whether the placeholder stands where it would decide which server is asked: by its place, and by what a browser reads. */
export function hasPlaceholderInHost(url: string): boolean {
  if (!url.includes(PLACEHOLDER)) return false;
  return (AUTHORITY.exec(url)?.[0] ?? url).includes(PLACEHOLDER) || serverOf(url, 'one') !== serverOf(url, 'two');
}

/** `https:///x` names the host x, to a browser: what comes before the path is for its parser to say. */
function serverOf(url: string, transactionId: string): string | undefined {
  const text = url.replaceAll(PLACEHOLDER, transactionId);
  if (!URL.canParse(text)) return undefined;
  const { protocol, username, password, host } = new URL(text);
  return `${protocol}//${username}:${password}@${host}`;
}

/**
 * Puts the checkout's public id, URL-encoded, for each `{transactionId}` of a URL: in its path, query or fragment, never in
 * scheme or host.
 */
export function withTransactionId(url: string, sessionPublicId: string): string {
  const authority = AUTHORITY.exec(url)?.[0] ?? '';
  return authority + url.slice(authority.length).replaceAll(PLACEHOLDER, encodeURIComponent(sessionPublicId));
}
