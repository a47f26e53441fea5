import { describe, expect, it } from 'vitest';
import { renewalLastsUntil } from './renewal-lasts.ts';

const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
const DAY_MS = 86_400_000;

/** A monthly subscription since 31 August, whose fourth period (from 30 November) is asked. */
const facts = {
  anchor: { number: 1, at: at('2026-08-31') },
  recurring: {
    amount: '9.00',
    interval: 'month',
    intervalCount: 1,
    trialDays: 0,
    cycles: null,
    endsAt: null,
    allowedMethods: null,
  },
  policy: { leadMs: 3 * DAY_MS, graceMs: 7 * DAY_MS, maxMisses: 3 },
  current: { number: 3, startsAt: at('2026-10-31'), endsAt: at('2026-11-30') },
  misses: 0,
  cancelAtPeriodEnd: false,
  pausedAt: null,
  canceledAt: null,
  endedAt: null,
} as const;
const asked = {
  number: 4,
  startsAt: at('2026-11-30'),
  endsAt: at('2026-12-31'),
  price: 900n,
  creditUsed: 0n,
  amount: 900n,
  sessionId: '0',
  openedAt: at('2026-11-27'),
  paidAt: null,
  paidSessionId: null,
  missedAt: null,
  voidedAt: null,
  worth: 900n,
  creditable: 900n,
  graceSpentMs: 0,
};
const recurring = (more: object) => ({ recurring: { ...facts.recurring, ...more } });

describe('the address of a renewal', () => {
  it.each([
    ['until the next period is asked, three days before it begins', {}, '2026-12-28'],
    ['until the period is over where it is the last', recurring({ cycles: 4 }), '2026-12-31'],
    ['until its grace is over where that cancels the subscription', { misses: 2 }, '2026-12-07'],
    ['until the current period is over where the subscription ends with it', { cancelAtPeriodEnd: true }, '2026-11-30'],
  ])('goes on working %s', (_words, change, until) => {
    expect(renewalLastsUntil({ ...facts, ...change }, asked)).toBe(at(until));
  });

  it.each([
    ['paid', {}, { paidAt: at('2026-11-28') }],
    ['withdrawn', {}, { voidedAt: at('2026-11-28') }],
    ['of a paused subscription', { pausedAt: at('2026-11-28') }, {}],
    ['of a canceled subscription', { canceledAt: at('2026-11-28') }, {}],
  ])('is not renewed once it is %s', (_words, change, ofPeriod) => {
    expect(renewalLastsUntil({ ...facts, ...change }, { ...asked, ...ofPeriod })).toBeNull();
  });
});
