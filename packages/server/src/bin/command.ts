/** One command of the command line. */
export interface Command {
  /** Fits a screen, with an example. */
  readonly help: string;
  /** It has more to do than to print: it goes on when nobody reads its output any more. */
  readonly outlivesItsReader?: boolean;
  /** Resolves to the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}
