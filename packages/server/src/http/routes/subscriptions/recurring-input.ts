import { z } from 'zod';
import type { CreateSessionInput } from '../../../operations/create-session.ts';
import type { Principal } from '../../../operations/principal.ts';
import type { Refusal } from '../../../operations/refusal.ts';
import { subscriptionInput } from '../../../operations/subscription-input.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { instantFilter } from '../field-types.ts';

/** The longest time from one renewal to the next, in each unit: three years, as of a calendar. */
export const MOST_INTERVALS = { day: 1095, week: 156, month: 36, year: 3 } as const;

export const recurringBody = z
  .strictObject({
    interval: z.enum(['day', 'week', 'month', 'year'], { error: 'must be one of day, week, month, year' }),
    intervalCount: z.number().int().min(1).default(1).meta({ description: 'Every so many intervals.' }),
    trialDays: z.number().int().min(0).max(730).default(0).meta({
      description: 'Free days first: this session asks nothing and completes at once.',
    }),
    cycles: z.number().int().min(1).max(10_000).nullish().meta({ description: 'Ends after so many paid periods.' }),
    endsAt: instantFilter.nullish().meta({ description: 'No period starts from then on.' }),
  })
  .refine(({ interval, intervalCount }) => intervalCount <= MOST_INTERVALS[interval], {
    path: ['intervalCount'],
    error: 'must not come to more than three years',
  })
  .meta({ id: 'CreateRecurring' });

export const modeBody = z
  .enum(['payment', 'subscription'], { error: 'must be payment or subscription' })
  .optional()
  .meta({
    description: '`payment` where absent. `subscription`: the price is asked again each period, as `recurring` says.',
  });

interface ModeFields {
  readonly mode?: z.output<typeof modeBody>;
  readonly recurring?: z.output<typeof recurringBody> | null | undefined;
}

/** The priced input, as a subscription's first session where the body says so. */
export async function inMode(
  deps: Pick<ApiDeps, 'createSession'>,
  principal: Principal,
  { mode, recurring }: ModeFields,
  input: CreateSessionInput | Refusal,
): Promise<CreateSessionInput | Refusal> {
  if (mode !== 'subscription' && recurring == null) return input;
  if (mode !== 'subscription') {
    throw new ApiError('parameter_invalid', {
      param: 'recurring',
      message: '`recurring` goes with `mode: "subscription"`.',
    });
  }
  if (recurring == null) {
    throw new ApiError('parameter_missing', {
      param: 'recurring',
      message: 'With `mode: "subscription"` the field `recurring` is required, such as {"interval": "month"}.',
    });
  }
  if ('outcome' in input) return input;
  const endsAt = recurring.endsAt == null ? null : Date.parse(recurring.endsAt);
  return subscriptionInput(deps.createSession, principal, input, { ...recurring, endsAt });
}
