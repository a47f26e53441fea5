import { z } from 'zod';

const LIMIT_BOUNDS = 'must be a whole number from 1 to 100';

/** `?limit=&starting_after=` of every list: newest first. */
export const listQuery = {
  limit: z.coerce
    .number({ error: LIMIT_BOUNDS })
    .int(LIMIT_BOUNDS)
    .min(1, LIMIT_BOUNDS)
    .max(100, LIMIT_BOUNDS)
    .default(25)
    .meta({ description: 'How many objects to return, 1 to 100.' }),
  starting_after: z.string().max(64).optional().meta({ description: 'The id of the last object of the page before.' }),
};

export interface ListPage<T> {
  readonly object: 'list';
  readonly data: readonly T[];
  readonly hasMore: boolean;
  /** Pass it as `starting_after` for the next page; null on the last. */
  readonly nextCursor: string | null;
}

/**
 * A page from `limit + 1` rows: the extra one only tells that there are more.
 */
export function listPage<T extends { readonly id: string }>(rows: readonly T[], limit: number): ListPage<T> {
  const data = rows.slice(0, limit);
  const hasMore = rows.length > limit;
  return { object: 'list', data, hasMore, nextCursor: hasMore ? data.at(-1)!.id : null };
}

/** The list's schema; `id` names it in the API reference, so make one for each kind of object. */
export function listOf<T>(id: string, item: z.ZodType<T>): z.ZodType<ListPage<T>> {
  return z
    .object({
      object: z.literal('list'),
      data: z.array(item),
      hasMore: z.boolean(),
      nextCursor: z
        .string()
        .nullable()
        .meta({ description: 'Pass it as `starting_after` for the next page; null on the last.' }),
    })
    .meta({ id });
}
