/** A page of a list: newest first, after `startingAfter` when given. */
export interface Page {
  readonly limit: number;
  readonly startingAfter?: string | undefined;
}
