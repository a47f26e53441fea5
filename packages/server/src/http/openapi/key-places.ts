/** Where clients of other systems put the same key, under `/api/v1`. */
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

const BEARER = { apiKey: [] };

/** What holds for the document as a whole. */
export const KEY_ALTERNATIVES: { [scheme: string]: string[] }[] = [BEARER, { bareKey: [] }, { headerKey: [] }];

/** An operation's own alternatives; undefined where the document's hold. */
export function keyAlternatives(path: string): readonly object[] | undefined {
  return path.startsWith('/api/v1/') ? undefined : [BEARER];
}
