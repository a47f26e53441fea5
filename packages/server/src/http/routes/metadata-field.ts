import { z } from 'zod';
import { isExactNumber } from '../../core/exact-number.ts';
import { type Metadata, metadataFlaw } from '../../core/metadata.ts';

/** Any JSON object, at any depth that a body may have: seed 003's «arbitrary key-value data», in every API. */
export const metadata = z
  .custom<unknown>(() => true)
  .transform((input, context): Metadata => {
    if (!isObject(input)) {
      context.issues.push({ code: 'invalid_type', expected: 'object', input });
      return z.NEVER;
    }
    const flaw = metadataFlaw(input);
    if (flaw !== undefined) context.issues.push({ code: 'custom', message: flaw, input });
    return input;
  })
  .meta({
    type: 'object',
    additionalProperties: true,
    description:
      'Any JSON object: up to 50 keys of 64 characters, 32,768 characters in all. Comes back as it was sent, numbers digit for digit, in every answer and event.',
    example: { orderId: '123' },
  });

/** The same in an answer. */
export const metadataShown = z.record(z.string(), z.unknown());

function isObject(value: unknown): value is Metadata {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);
}
