/** The APIs that Opentill speaks: its own, and those of the four systems whose clients work here after changing URL and key. */
export const DIALECTS = ['canonical', 'paybytoken', 'radom', 'wewire', 'paymentgateway'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** What a dialect's request carried that the canonical API has no field for: it comes back there as it was sent. */
export interface DialectFields {
  readonly dialect: Dialect;
  /** JSON values under that dialect's own names. */
  readonly fields: Readonly<Record<string, unknown>>;
}
