/**
 * Parses JSON with every number as its own text (`2.50`, `1e-7`), so that no price passes through a binary float.
 * A string stays what it is: a source may write its prices either way.
 * @throws {SyntaxError} when the text is not JSON.
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' ? numberText(context?.source) : value,
  );
}

function numberText(source: string | undefined): string {
  // Every runtime this server starts on hands the source text over; guessing it back from a float would be a silent error.
  if (source === undefined) throw new Error('This JavaScript runtime does not give the text of JSON numbers.');
  return source;
}

/** The member of an object, or `undefined` where there is no such object or no such own member. */
export function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
