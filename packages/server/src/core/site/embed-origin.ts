/** A name or an IPv4 address: what a source expression of a content policy can hold (CSP Level 3, section 2.3.1). */
const HOST = /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*$/;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1']);

export type EmbedOrigin =
  | { readonly outcome: 'origin'; readonly origin: string }
  | { readonly outcome: 'refused'; readonly message: string };

/**
 * The origin of a page that may frame the checkout, in the browser's own spelling: `https://shop.example`. Plain http is for
 * this machine only: who can change such a page on its way could put anything around the frame.
 */
export function parseEmbedOrigin(text: string): EmbedOrigin {
  const refused = (why: string): EmbedOrigin => ({
    outcome: 'refused',
    message: `${why} Give it like https://shop.example.`,
  });
  if (!URL.canParse(text)) return refused('This is no origin.');
  const { protocol, hostname, origin, pathname, search, hash, username, password } = new URL(text);
  if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.has(hostname)))
    return refused('An origin begins with https:// (http:// only for localhost and 127.0.0.1).');
  if (username !== '' || password !== '' || pathname !== '/' || search !== '' || hash !== '')
    return refused('An origin is a scheme, a host and a port, nothing more.');
  if (!HOST.test(hostname)) return refused('An origin names one host, without a wildcard.');
  return { outcome: 'origin', origin };
}
