/**
 * Whether a customer may be sent to this URL: absolute, http(s) (plain http in test mode only), without credentials.
 * Refuses `javascript:` and every other scheme, and what a browser would read differently from us.
 */
export function isRedirectUrl(text: string, livemode: boolean): boolean {
  // Browsers drop tabs and line breaks inside a URL, and take a backslash for a slash: refuse rather than guess.
  if (/[\s\\\p{Cc}]/u.test(text)) return false;
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const schemes = livemode ? ['https:'] : ['https:', 'http:'];
  return schemes.includes(url.protocol) && /^https?:\/\//i.test(text) && url.username === '' && url.password === '';
}
