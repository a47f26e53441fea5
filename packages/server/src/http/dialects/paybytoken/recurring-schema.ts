import { z } from 'zod';
import { instantFilter } from '../../routes/field-types.ts';
import { MOST_INTERVALS } from '../../routes/subscriptions/recurring-input.ts';

/** Ours: the page says what a session's mode is, and nowhere how often a subscription's price is asked again. */
export const recurring = z
  .strictObject({
    interval: z.enum(['day', 'week', 'month', 'year'], { error: 'must be one of day, week, month, year' }),
    interval_count: z.number().int().min(1).default(1),
    trial_days: z.number().int().min(0).max(730).default(0),
    cycles: z.number().int().min(1).max(10_000).nullish().meta({ description: 'Ends after so many paid periods.' }),
    ends_at: instantFilter.nullish().meta({ description: 'No period starts from then on.' }),
  })
  .refine(({ interval, interval_count }) => interval_count <= MOST_INTERVALS[interval], {
    path: ['interval_count'],
    error: 'must not come to more than three years',
  })
  .meta({ id: 'PayByTokenCreateRecurring' });
