import { type Refusal, refuse } from './refusal.ts';

/** The operator's bounds, in seconds. In test mode a session may be as short as a test needs. */
export interface SessionLimits {
  readonly ttlBounds: { readonly min: number; readonly max: number };
  readonly graceBounds: { readonly min: number; readonly max: number };
}

const TEST_MODE_MIN_TTL_SECONDS = 5;

export function checkDurations(
  limits: SessionLimits,
  livemode: boolean,
  { expiresIn, graceSeconds }: { expiresIn?: number | undefined; graceSeconds?: number | undefined },
): Refusal | undefined {
  const min = livemode ? limits.ttlBounds.min : Math.min(TEST_MODE_MIN_TTL_SECONDS, limits.ttlBounds.min);
  return (
    outside('expiresIn', expiresIn, { min, max: limits.ttlBounds.max }) ??
    outside('graceSeconds', graceSeconds, limits.graceBounds)
  );
}

function outside(
  param: string,
  value: number | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): Refusal | undefined {
  if (value === undefined || (value >= min && value <= max)) return undefined;
  return refuse('expiry_out_of_bounds', `\`${param}\` is from ${min} to ${max} seconds on this server.`, param);
}
