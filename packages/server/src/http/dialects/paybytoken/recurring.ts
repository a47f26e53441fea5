import { z } from 'zod';
import type { CreateSessionInput } from '../../../operations/create-session.ts';
import type { Principal } from '../../../operations/principal.ts';
import type { Refusal } from '../../../operations/refusal.ts';
import { subscriptionInput } from '../../../operations/subscription-input.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { instantFilter } from '../../routes/field-types.ts';
import { MOST_INTERVALS } from '../../routes/subscriptions/recurring-input.ts';
import type { CreateBody } from './create-schema.ts';

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

/**
 * A subscription's first session where the body says how often. Where it only says `mode: "subscription"` nothing recurs:
 * whoever sent it asks again themselves, and reads back the mode that they sent.
 */
export async function inMode(
  deps: Pick<ApiDeps, 'createSession'>,
  principal: Principal,
  { mode, recurring: asked }: Pick<CreateBody, 'mode' | 'recurring'>,
  input: CreateSessionInput,
): Promise<CreateSessionInput | Refusal> {
  if (asked == null) return input;
  if (mode === 'payment') {
    const message = '`recurring` goes with `mode: "subscription"`.';
    throw new ApiError('parameter_invalid', { param: 'recurring', message });
  }
  const { interval, interval_count: intervalCount, trial_days: trialDays, cycles, ends_at } = asked;
  const endsAt = ends_at == null ? null : Date.parse(ends_at);
  const asking = { interval, intervalCount, trialDays, cycles, endsAt };
  return subscriptionInput(deps.createSession, principal, input, asking);
}
