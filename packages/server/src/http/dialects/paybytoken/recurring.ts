import type { CreateSessionInput } from '../../../operations/create-session.ts';
import type { Principal } from '../../../operations/principal.ts';
import type { Refusal } from '../../../operations/refusal.ts';
import { subscriptionInput } from '../../../operations/subscription-input.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import type { CreateBody } from './create-schema.ts';

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
