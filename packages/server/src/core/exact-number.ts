/**
 * A JSON number as the text that it was written in: nothing passes through a binary float. `JSON.stringify` writes the
 * same text back (TC39 «JSON.parse source text access», in every Node that this server starts on).
 */
export interface ExactNumber {
  readonly rawJSON: string;
}

declare global {
  interface JSON {
    rawJSON(text: string): ExactNumber;
    isRawJSON(value: unknown): value is ExactNumber;
  }
}

/** `exactNumber('39.990')` stands as `39.990` in JSON. Throws `SyntaxError` for text that is no JSON number, string or word. */
export function exactNumber(text: string): ExactNumber {
  return JSON.rawJSON(text);
}

export function isExactNumber(value: unknown): value is ExactNumber {
  return JSON.isRawJSON(value);
}

/**
 * Parses JSON with what `read` makes of each number's own text in its place.
 * @throws {SyntaxError} when the text is not JSON; {RangeError} when it is nested deeper than the stack goes.
 */
export function parseJsonNumbers(text: string, read: (source: string) => unknown): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' ? read(sourceOf(context)) : value,
  );
}

function sourceOf(context: { readonly source?: string } | undefined): string {
  // Every runtime this server starts on hands the source text over; guessing it back from a float would be a silent error.
  if (context?.source === undefined) throw new Error('This JavaScript runtime does not give the text of JSON numbers.');
  return context.source;
}

/** A number somewhere that a float might write in another way: a fraction, an exponent, sixteen digits, minus nothing. */
const MAY_CHANGE = /(?:^|[[,:\s])(?:-0|-?\d{16,}|-?\d+(?:\.\d+)?[eE][+-]?\d+|-?\d+\.\d+)\s*(?:[,\]}]|$)/;

/** Whether this JSON text may hold a number that a float would write in another way. */
export function numbersMayChange(text: string): boolean {
  return MAY_CHANGE.test(text);
}

/**
 * Parses JSON so that `JSON.stringify` writes every number as it was: those that a float would change, such as `1.50`, are
 * an `ExactNumber`, all others plain numbers. Costs little more than `JSON.parse` where there are none.
 * @throws {SyntaxError} when the text is not JSON.
 */
export function parseLosslessly(text: string): unknown {
  if (!numbersMayChange(text)) return JSON.parse(text);
  return parseJsonNumbers(text, (source) => {
    const number = Number(source);
    return JSON.stringify(number) === source ? number : exactNumber(source);
  });
}
