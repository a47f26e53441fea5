import { z } from 'zod';

/** A moment in an answer: always UTC, to the millisecond. */
export const instant = z.iso.datetime({ precision: 3 }).meta({ example: '2026-01-31T12:00:00.000Z' });

/** A moment in a query, in any offset. */
export const instantFilter = z.iso.datetime({
  offset: true,
  error: 'must be an ISO 8601 time such as 2026-01-31T12:00:00Z',
});

/** 20 bytes, in small letters. */
export const addressText = z
  .templateLiteral(['0x', z.string().regex(/^[0-9a-f]{40}$/)])
  .meta({ example: '0x71c7656ec7ab88b098defb751b7401b5f6d8976f' });

/** 32 bytes, in small letters. */
export const hashText = z
  .templateLiteral(['0x', z.string().regex(/^[0-9a-f]{64}$/)])
  .meta({ example: `0x${'3f'.repeat(32)}` });

/** `:id` in a path. Whether it can be an id at all is for the route to say: it is not found either way. */
export const idParams = z.object({ id: z.string().max(64).meta({ description: 'The object’s id.' }) });

/** `?active=true` or `false`; absent: both. */
export const activeFilter = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .optional()
  .transform((text) => (text === undefined ? undefined : text === 'true'));
