import { z } from 'zod';

export interface List<T> {
  readonly object: 'list';
  readonly data: readonly T[];
  readonly has_more: boolean;
  /** Pass it as `starting_after` for the next page; null on the last. */
  readonly next_cursor: string | null;
}

/** A page from `limit + 1` objects: the extra one only tells that there are more. */
export function listOfObjects<T extends { readonly id: string }>(objects: readonly T[], limit: number): List<T> {
  const data = objects.slice(0, limit);
  const hasMore = objects.length > limit;
  return { object: 'list', data, has_more: hasMore, next_cursor: hasMore ? data.at(-1)!.id : null };
}

/** The list's schema; `id` names it in the API reference. */
export function listOf<T>(id: string, item: z.ZodType<T>): z.ZodType<List<T>> {
  return z
    .object({
      object: z.literal('list'),
      data: z.array(item),
      has_more: z.boolean(),
      next_cursor: z
        .string()
        .nullable()
        .meta({ description: 'Pass it as `starting_after` for the next page; null on the last.' }),
    })
    .meta({ id });
}
