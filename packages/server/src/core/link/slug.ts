/** Small letters and digits without those that are mistaken for one another (0 o, 1 l i). */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';
/** 31^10 is 8 × 10^14: a free one at the first try, and none to be found by trying. */
const LENGTH = 10;
const CHOSEN = /^[a-z0-9](?:[a-z0-9]|-(?!-)){1,62}[a-z0-9]$/;

/** What a visitor could take for the server's own, or for somebody they trust with money. */
const RESERVED: ReadonlySet<string> = new Set(
  `about account admin api app assets auth billing blog cancel card cards checkout config contact dashboard demo devnet
  docs embed error healthz help hooks index invoice legal link links live login logout merchant metrics new null official
  openapi opentill operator pay payment payments paypal portal privacy qr readyz receipt refund refunds register robots root
  sdk security settings shop signin signup site sites static status support system team terms test undefined verify wallet
  webhook webhooks well-known www`.split(/\s+/),
);

export type SlugFlaw = 'malformed' | 'reserved';

/** Why a merchant cannot have this slug; undefined when nothing but its being taken stands in the way. */
export function findSlugFlaw(text: string): SlugFlaw | undefined {
  if (!CHOSEN.test(text)) return 'malformed';
  return RESERVED.has(text) ? 'reserved' : undefined;
}

/** Whether a link can be found under this text at all. */
export const isSlug = (text: string): boolean => CHOSEN.test(text);

/** A random slug, each as likely as any other. Takes as many bytes as it needs. */
export function randomSlug(randomBytes: (length: number) => Uint8Array): string {
  // Above the last whole multiple, a byte would make the first letters likelier.
  const fair = 256 - (256 % ALPHABET.length);
  let slug = '';
  while (slug.length < LENGTH) {
    for (const byte of randomBytes(LENGTH)) {
      if (byte < fair && slug.length < LENGTH) slug += ALPHABET[byte % ALPHABET.length];
    }
  }
  return slug;
}
