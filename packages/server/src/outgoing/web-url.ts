const MAX_LENGTH = 2048;

export type WebUrl =
  | { readonly kind: 'ok'; readonly url: URL }
  | { readonly kind: 'malformed' | 'scheme' | 'credentials' | 'too_long' };

/**
 * An absolute `http:` or `https:` URL of at most 2,048 characters without user name and password. `file:` and all
 * other schemes are refused. Looks nothing up.
 */
export function parseWebUrl(text: string): WebUrl {
  if (text.length > MAX_LENGTH) return { kind: 'too_long' };
  // The URL parser strips control characters and blanks at the edges; what it had to mend was not a URL.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\x00-\x20\x7f]/.test(text) || !URL.canParse(text)) return { kind: 'malformed' };
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { kind: 'scheme' };
  if (url.username !== '' || url.password !== '') return { kind: 'credentials' };
  return { kind: 'ok', url };
}
