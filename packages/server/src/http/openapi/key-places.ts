/** Where clients of other systems put the same key. */
export const MORE_KEY_PLACES = {
  bareKey: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'The key without a scheme, as Radom’s clients send it.',
  },
  headerKey: {
    type: 'apiKey',
    in: 'header',
    name: 'ww-api-key',
    description: 'The key in a header of its own, as WeWire’s clients send it.',
  },
} as const;

/** Tags whose routes take the key in another place, too. */
const PLACE_BY_TAG: Readonly<Record<string, keyof typeof MORE_KEY_PLACES>> = {
  Radom: 'bareKey',
  'Payment methods': 'bareKey',
  WeWire: 'headerKey',
};

/** An operation's own alternatives; undefined where the document's hold. */
export function keyAlternatives(tags: readonly string[]): readonly object[] | undefined {
  const place = tags.map((tag) => PLACE_BY_TAG[tag]).find((found) => found !== undefined);
  return place && [{ apiKey: [] }, { [place]: [] }];
}
