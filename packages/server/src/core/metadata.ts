/**
 * What a merchant attached to something: a JSON object of their own, which comes back as it was sent. A number in it that a
 * float would change is an `ExactNumber`.
 */
export type Metadata = Readonly<Record<string, unknown>>;

const MOST_METADATA_KEYS = 50;
const LONGEST_METADATA_KEY = 64;
/** As JSON text. */
const LONGEST_METADATA = 32 * 1024;

/** What is wrong with it, as the rest of a sentence; undefined for nothing. */
export function metadataFlaw(metadata: Metadata): string | undefined {
  const keys = Object.keys(metadata);
  if (keys.length > MOST_METADATA_KEYS) return `must have at most ${MOST_METADATA_KEYS} keys`;
  if (keys.some((key) => key.length < 1 || key.length > LONGEST_METADATA_KEY))
    return `must have keys of 1 to ${LONGEST_METADATA_KEY} characters`;
  return JSON.stringify(metadata).length > LONGEST_METADATA ? 'must be at most 32,768 characters of JSON' : undefined;
}
