/**
 * An amount of fiat money.
 * `minor` counts the smallest unit of `currency` (cents for USD, yen for JPY, fils for KWD).
 */
export interface Money {
  readonly minor: bigint;
  /** ISO 4217 code, upper case. */
  readonly currency: string;
}
