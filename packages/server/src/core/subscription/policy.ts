import type { RenewalPolicy } from './subscription.ts';

/** As a site's settings spell it; what is absent is as below. */
export interface RenewalSettings {
  readonly leadSeconds?: number;
  readonly graceSeconds?: number;
  readonly maxMisses?: number;
}

const DAY_SECONDS = 24 * 3600;
/** A link three days ahead, a week to be late in, and three unpaid periods in a row end it. */
const DEFAULTS = { leadSeconds: 3 * DAY_SECONDS, graceSeconds: 7 * DAY_SECONDS, maxMisses: 3 };

export function renewalPolicy(settings: RenewalSettings = {}): RenewalPolicy {
  const { leadSeconds, graceSeconds, maxMisses } = { ...DEFAULTS, ...settings };
  return { leadMs: leadSeconds * 1000, graceMs: graceSeconds * 1000, maxMisses };
}
