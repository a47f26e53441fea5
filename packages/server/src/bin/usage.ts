/** The command line is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something that the person at the terminal can mend; printed as one line, without a stack. */
export class ExpectedError extends Error {
  override readonly name: string = 'ExpectedError';
  readonly expected = true;
}
