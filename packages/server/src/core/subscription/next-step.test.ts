import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { periodOf } from './billing-calendar.ts';
import { nextStep, type RenewalSession, type StepFacts } from './next-step.ts';
import type { AskedPeriod } from './subscription.ts';

const at = (text: string) => Date.parse(`${text}Z`);
const DAY_MS = 86_400_000;

const anchor = { number: 1, at: at('2026-01-31T10:00:00') };
const recurring: StepFacts['recurring'] = {
  amount: '9.00',
  interval: 'month',
  intervalCount: 1,
  trialDays: 0,
  cycles: null,
  endsAt: null,
  allowedMethods: null,
};
/** January's period is paid, February begins on the 28th. */
const paid = (number: number): AskedPeriod => ({
  ...periodOf(anchor, recurring, number),
  price: 900n,
  creditUsed: 0n,
  amount: 900n,
  sessionId: `session ${number}`,
  openedAt: anchor.at,
  paidAt: anchor.at,
  paidSessionId: `session ${number}`,
  missedAt: null,
  voidedAt: null,
  worth: 900n,
  creditable: 900n,
  graceSpentMs: 0,
});
const open = (number: number, more: Partial<AskedPeriod> = {}): AskedPeriod => {
  const period = paid(number);
  return { ...period, openedAt: period.startsAt - 3 * DAY_MS, paidAt: null, paidSessionId: null, ...more };
};
const payable: RenewalSession = {
  state: 'payable',
  readTo: Number.POSITIVE_INFINITY,
  lookAgainAt: at('2030-01-01T00:00:00'),
};

const facts: StepFacts = {
  anchor,
  recurring,
  policy: { leadMs: 3 * DAY_MS, graceMs: 7 * DAY_MS, maxMisses: 3 },
  current: periodOf(anchor, recurring, 1),
  misses: 0,
  cancelAtPeriodEnd: false,
  pausedAt: null,
  canceledAt: null,
  endedAt: null,
  latest: paid(1),
  session: null,
};
const inPeriod = (number: number, more: Partial<StepFacts> = {}): StepFacts => ({
  ...facts,
  current: periodOf(anchor, recurring, number),
  ...more,
});

const table: readonly [string, StepFacts, string, object][] = [
  [
    'four days ahead: wait until three',
    facts,
    '2026-02-24T10:00:00',
    { kind: 'wait', until: at('2026-02-25T10:00:00') },
  ],
  [
    'three days ahead: ask',
    facts,
    '2026-02-25T10:00:00',
    {
      kind: 'ask_period',
      period: { number: 2, startsAt: at('2026-02-28T10:00:00'), endsAt: at('2026-03-31T10:00:00') },
    },
  ],
  [
    'asked and not known to exist: create it, or find it',
    { ...facts, latest: open(2, { openedAt: null }) },
    '2026-02-25T10:00:00',
    { kind: 'open_renewal', period: { number: 2 } },
  ],
  [
    'open: wait for its period',
    { ...facts, latest: open(2), session: payable },
    '2026-02-26T00:00:00',
    { kind: 'wait', until: at('2026-02-28T10:00:00') },
  ],
  [
    'open, its session looked at sooner',
    { ...facts, latest: open(2), session: { ...payable, lookAgainAt: at('2026-02-26T10:00:00') } },
    '2026-02-26T00:00:00',
    { kind: 'wait', until: at('2026-02-26T10:00:00') },
  ],
  [
    'open, and its session ran out: a fresh one',
    { ...facts, latest: open(2), session: { ...payable, state: 'ran_out' } },
    '2026-02-26T12:00:00',
    { kind: 'replace_renewal', period: { number: 2 } },
  ],
  [
    'open, and the merchant canceled its session: no fresh one',
    { ...facts, latest: open(2), session: { ...payable, state: 'withdrawn' } },
    '2026-02-26T12:00:00',
    { kind: 'wait', until: at('2026-02-28T10:00:00') },
  ],
  [
    'the period has come: begin it, paid or not',
    { ...facts, latest: open(2), session: payable },
    '2026-02-28T10:00:00',
    { kind: 'begin_period', period: { number: 2 } },
  ],
  [
    'unpaid in its grace: wait for the end of that',
    inPeriod(2, { latest: open(2), session: payable }),
    '2026-03-01T00:00:00',
    { kind: 'wait', until: at('2026-03-07T10:00:00') },
  ],
  [
    'grace is over: past due',
    inPeriod(2, { latest: open(2), session: payable }),
    '2026-03-07T10:00:00',
    { kind: 'mark_past_due', period: { number: 2 } },
  ],
  [
    'grace is over, the chains are not read so far: wait',
    inPeriod(2, {
      latest: open(2),
      session: { ...payable, readTo: at('2026-03-07T09:59:59'), lookAgainAt: at('2026-03-08T00:00:00') },
    }),
    '2026-03-07T12:00:00',
    { kind: 'wait', until: at('2026-03-08T00:00:00') },
  ],
  [
    'grace is over, the payment is being confirmed: wait',
    inPeriod(2, { latest: open(2), session: { ...payable, state: 'paying', lookAgainAt: at('2026-03-08T00:00:00') } }),
    '2026-03-07T12:00:00',
    { kind: 'wait', until: at('2026-03-08T00:00:00') },
  ],
  [
    'created late, when its period had begun: grace runs from then',
    inPeriod(2, { latest: open(2, { openedAt: at('2026-03-20T00:00:00') }), session: payable }),
    '2026-03-26T00:00:00',
    { kind: 'wait', until: at('2026-03-27T00:00:00') },
  ],
  [
    'missed: its session is still replaced until the next is asked',
    inPeriod(2, {
      latest: open(2, { missedAt: at('2026-03-07T10:00:00') }),
      misses: 1,
      session: { ...payable, state: 'ran_out' },
    }),
    '2026-03-08T00:00:00',
    { kind: 'replace_renewal', period: { number: 2 } },
  ],
  [
    'missed, and the next is due: ask that',
    inPeriod(2, { latest: open(2, { missedAt: at('2026-03-07T10:00:00') }), misses: 1, session: payable }),
    '2026-03-28T10:00:00',
    { kind: 'ask_period', period: { number: 3 } },
  ],
  [
    'the third miss in a row cancels',
    inPeriod(4, { latest: open(4, { missedAt: at('2026-05-07T10:00:00') }), misses: 3, session: payable }),
    '2026-05-07T10:00:00',
    { kind: 'cancel', reason: 'payments_missed' },
  ],
  [
    'to be canceled at the end: no renewal is asked',
    { ...facts, cancelAtPeriodEnd: true },
    '2026-02-26T00:00:00',
    { kind: 'wait', until: at('2026-02-28T10:00:00') },
  ],
  [
    'to be canceled, at the end',
    { ...facts, cancelAtPeriodEnd: true },
    '2026-02-28T10:00:00',
    { kind: 'cancel', reason: 'period_end' },
  ],
  [
    'to be canceled, with the next period paid ahead: that is given first',
    { ...facts, cancelAtPeriodEnd: true, latest: paid(2) },
    '2026-02-28T10:00:00',
    { kind: 'begin_period', period: { number: 2 } },
  ],
  [
    'to be canceled, with a payment of the next period being confirmed: that is given first',
    { ...facts, cancelAtPeriodEnd: true, latest: open(2), session: { ...payable, state: 'paying' } },
    '2026-02-28T10:00:00',
    { kind: 'begin_period', period: { number: 2 } },
  ],
  [
    'grace is over, its session was canceled, the chains are not read so far: look again soon',
    inPeriod(2, {
      latest: open(2),
      session: { state: 'withdrawn', readTo: at('2026-03-07T09:59:59'), lookAgainAt: at('2026-03-07T12:01:00') },
    }),
    '2026-03-07T12:00:00',
    { kind: 'wait', until: at('2026-03-07T12:01:00') },
  ],
  [
    'the last of its cycles: nothing more is asked',
    { ...facts, recurring: { ...recurring, cycles: 1 } },
    '2026-02-26T00:00:00',
    { kind: 'wait', until: at('2026-02-28T10:00:00') },
  ],
  [
    'after the last of its cycles: ended',
    { ...facts, recurring: { ...recurring, cycles: 1 } },
    '2026-02-28T10:00:00',
    { kind: 'end' },
  ],
  [
    'no period starts at its end',
    { ...facts, recurring: { ...recurring, endsAt: at('2026-02-28T10:00:00') } },
    '2026-02-28T10:00:00',
    { kind: 'end' },
  ],
  [
    'one that starts just before its end is asked',
    { ...facts, recurring: { ...recurring, endsAt: at('2026-02-28T10:00:01') } },
    '2026-02-25T10:00:00',
    { kind: 'ask_period', period: { number: 2 } },
  ],
  [
    'paused: nothing',
    { ...facts, pausedAt: at('2026-02-10T00:00:00') },
    '2026-04-01T00:00:00',
    { kind: 'wait', until: null },
  ],
  [
    'canceled: nothing',
    { ...facts, canceledAt: at('2026-02-10T00:00:00') },
    '2026-04-01T00:00:00',
    { kind: 'wait', until: null },
  ],
  [
    'ended: nothing',
    { ...facts, endedAt: at('2026-02-10T00:00:00') },
    '2026-04-01T00:00:00',
    { kind: 'wait', until: null },
  ],
];

describe('the next step', () => {
  test.each(table)('%s', (_case, given, now, expected) => {
    expect(nextStep(given, at(now))).toMatchObject(expected);
  });

  test('on trial asks the first period three days before it ends', () => {
    const trial: StepFacts = {
      ...facts,
      anchor: { number: 1, at: at('2026-02-14T00:00:00') },
      current: { number: 0, startsAt: at('2026-01-31T00:00:00'), endsAt: at('2026-02-14T00:00:00') },
      latest: null,
    };
    expect(nextStep(trial, at('2026-02-10T00:00:00'))).toEqual({ kind: 'wait', until: at('2026-02-11T00:00:00') });
    expect(nextStep(trial, at('2026-02-11T00:00:00'))).toMatchObject({
      kind: 'ask_period',
      period: { number: 1, startsAt: at('2026-02-14T00:00:00'), endsAt: at('2026-03-14T00:00:00') },
    });
  });

  test('for a short interval leads and grants grace by a quarter of it', () => {
    const daily: StepFacts['recurring'] = { ...recurring, interval: 'day' };
    const given = {
      ...facts,
      recurring: daily,
      current: periodOf(anchor, daily, 1),
      latest: { ...paid(1), ...periodOf(anchor, daily, 1) },
    };
    expect(nextStep(given, anchor.at)).toEqual({ kind: 'wait', until: anchor.at + (3 * DAY_MS) / 4 });
    const asked = { ...open(2), ...periodOf(anchor, daily, 2) };
    const late = {
      ...given,
      current: periodOf(anchor, daily, 2),
      latest: { ...asked, openedAt: anchor.at },
      session: payable,
    };
    expect(nextStep(late, asked.startsAt)).toEqual({ kind: 'wait', until: asked.startsAt + DAY_MS / 4 });
  });
});

test('whatever the facts, it never waits for a moment that has passed', () => {
  const missed = open(2, { missedAt: at('2026-03-07T10:00:00') });
  const arbitrary = fc.record({
    latest: fc.constantFrom(null, paid(1), open(2), missed, paid(2)),
    number: fc.integer({ min: 1, max: 3 }),
    misses: fc.integer({ min: 0, max: 4 }),
    cancelAtPeriodEnd: fc.boolean(),
    now: fc.integer({ min: anchor.at, max: at('2026-07-01T00:00:00') }),
  });
  fc.assert(
    fc.property(arbitrary, ({ latest, number, now, ...more }) => {
      const session = latest !== null && latest.paidAt === null ? { ...payable, lookAgainAt: now + 1 } : null;
      const step = nextStep({ ...inPeriod(number), ...more, latest, session }, now);
      if (step.kind === 'wait') expect(step.until).toBeGreaterThan(now);
    }),
  );
});
