import { z } from 'zod';
import { exactNumber, isExactNumber, parseJsonNumbers } from '../../../core/exact-number.ts';
import type { SessionResource } from '../../../core/resource/session-resource.ts';
import { given } from '../number-fields.ts';
import { ownFields } from '../own-fields.ts';

export type Metadata = Readonly<Record<string, unknown>>;

const MAX_KEYS = 50;
const MAX_KEY_LENGTH = 64;
const MAX_VALUE_LENGTH = 500;
/** As JSON text; what the canonical metadata can hold at most fits as well. */
const MAX_TEXT_LENGTH = 32 * 1024;

/** Any JSON object, at any depth that a body may have. */
export const metadataField = given
  .transform((input, context): Metadata => {
    if (isObject(input)) return input;
    context.issues.push({ code: 'invalid_type', expected: 'object', input });
    return z.NEVER;
  })
  .refine((metadata) => Object.keys(metadata).length <= MAX_KEYS, `must have at most ${MAX_KEYS} keys`)
  .refine(
    (metadata) => Object.keys(metadata).every((key) => key.length >= 1 && key.length <= MAX_KEY_LENGTH),
    `must have keys of 1 to ${MAX_KEY_LENGTH} characters`,
  )
  .refine((metadata) => JSON.stringify(metadata).length <= MAX_TEXT_LENGTH, 'must be at most 32,768 characters of JSON')
  .meta({
    type: 'object',
    additionalProperties: true,
    description: 'Any JSON object. Comes back in every answer and event.',
    example: { orderId: '1234567890', customerId: '1234567890' },
  });

/** What every API can show of it: texts of at most 500 characters. */
export function plainMetadata(metadata: Metadata): Readonly<Record<string, string>> | null {
  const plain = Object.entries(metadata).filter((pair): pair is [string, string] => isPlain(pair[1]));
  return plain.length === 0 ? null : Object.fromEntries(plain);
}

/** The whole as JSON text, numbers digit for digit; undefined where the canonical metadata holds it all. */
export function metadataText(metadata: Metadata): string | undefined {
  return Object.values(metadata).every(isPlain) ? undefined : JSON.stringify(metadata);
}

/**
 * As it was sent; of a session made through another API what that one holds. Text that is no JSON object was kept by no
 * create: what the canonical session holds of it is still true, and one row never takes the list with it.
 */
export function metadataOf(session: SessionResource): Metadata {
  const { metadata: text } = ownFields(session, 'wewire');
  return (typeof text === 'string' ? parsedMetadata(text) : undefined) ?? session.metadata ?? {};
}

function parsedMetadata(text: string): Metadata | undefined {
  try {
    const parsed = parseJsonNumbers(text, exactNumber);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const isPlain = (value: unknown): boolean => typeof value === 'string' && value.length <= MAX_VALUE_LENGTH;

function isObject(value: unknown): value is Metadata {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);
}
