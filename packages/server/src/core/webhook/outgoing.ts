import type { Milliseconds } from '../time.ts';

/** A POST to an address that a tenant gave. */
export interface OutgoingPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** From the look-up of the name to the reply's last byte. */
  readonly timeoutMs: Milliseconds;
  /** Refuse plain http: live mode. */
  readonly requireHttps: boolean;
}

/** Why a URL is refused before anything is sent to it. */
export const URL_FLAWS = [
  'malformed',
  'scheme',
  'https_required',
  'credentials',
  'too_long',
  'address_denied',
] as const;
export type UrlFlaw = (typeof URL_FLAWS)[number];

export type OutgoingResult =
  | {
      readonly kind: 'replied';
      readonly status: number;
      readonly retryAfter: string | null;
      /** At most the first 2 kB, made storable as text. */
      readonly bodyStart: string;
    }
  /** Our own guard said no; nothing was sent. */
  | { readonly kind: 'refused'; readonly flaw: UrlFlaw }
  /** No complete reply. `error` is short and names neither internal addresses nor secrets. */
  | { readonly kind: 'failed'; readonly error: string };

export type PostOutgoing = (post: OutgoingPost) => Promise<OutgoingResult>;
/** The checks of a URL that need no look-up of names: its form, scheme and a literal address. `null`: none is broken. */
export type FindUrlFlaw = (url: string, options: { readonly requireHttps: boolean }) => UrlFlaw | null;
