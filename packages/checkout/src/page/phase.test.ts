import { describe, expect, test } from 'vitest';
import { inMinutes, instructionsFor, transfer, usdcOnBase, view } from '../../test/fixtures.ts';
import { states } from '../../test/states.ts';
import type { CheckoutView } from '../view.ts';
import { confirmationsOf, type Phase, phaseOf, stepOf, toneOf } from './phase.ts';

const phaseAt = (shown: CheckoutView, minutes = 0) => phaseOf(shown, Date.parse(inMinutes(minutes)));

describe('the phase of a view', () => {
  test.each<[string, Phase]>([
    ['pending', 'pay'],
    ['choose', 'choose'],
    ['unavailable', 'unavailable'],
    ['seen', 'seen'],
    ['detected', 'confirming'],
    ['underpaid', 'underpaid'],
    ['underpaid-closed', 'expired_partial'],
    ['taken-back', 'taken_back'],
    ['taken-back-part', 'taken_back'],
    ['taken-back-expired', 'expired'],
    ['overpaid', 'overpaid'],
    ['closing', 'closing'],
    ['paid', 'paid'],
    ['paid-late', 'paid_late'],
    ['total-zero', 'free'],
    ['expired', 'expired'],
    ['expired-late-payment', 'late_confirming'],
    ['expired-after-grace', 'expired_final'],
    ['canceled', 'canceled'],
    ['failed', 'failed'],
  ])('of %s is %s', (name, phase) => {
    expect(phaseAt(states[name]!)).toBe(phase);
  });

  test('asks for no more money from the moment of expiry on', () => {
    const shown = view({ expiresAt: inMinutes(5) });
    expect(phaseAt(shown, 4.99)).toBe('pay');
    expect(phaseAt(shown, 5)).toBe('closing');
  });

  test('asks for the rest of an underpayment until the end of grace, then no more', () => {
    const shown = view(
      { status: 'underpaid', expiresAt: inMinutes(5), graceEndsAt: inMinutes(10) },
      { instructions: instructionsFor(usdcOnBase, '39', '39000000'), transfers: [transfer('confirmed')] },
    );
    expect(phaseAt(shown, 9.99)).toBe('underpaid');
    expect(phaseAt(shown, 10)).toBe('expired_partial');
  });

  test('is not changed by a transfer that does not count', () => {
    expect(phaseAt(view({}, { transfers: [transfer('unexpected')] }))).toBe('pay');
  });
});

test('the confirmations shown are those of the transfer that is furthest from certain', () => {
  const transfers = [transfer('confirming', { confirmations: 2 }), transfer('confirming', { confirmations: 1 })];
  expect(confirmationsOf(view({}, { transfers }))).toEqual({ n: 1, m: 3 });
});

test('more confirmations than asked are shown as all of them', () => {
  const transfers = [transfer('confirmed', { confirmations: 12 })];
  expect(confirmationsOf(view({}, { transfers }))).toEqual({ n: 3, m: 3 });
});

test('green is only for money that is certain, amber for money that is seen', () => {
  expect((['paid', 'paid_late', 'free'] as const).map(toneOf)).toEqual(['green', 'green', 'green']);
  expect((['seen', 'confirming', 'overpaid', 'underpaid'] as const).map(toneOf)).toEqual(Array(4).fill('amber'));
  expect((['pay', 'expired', 'canceled'] as const).map(toneOf)).toEqual(Array(3).fill('neutral'));
});

test('a payment walks through the four steps, and an expired one stands on none', () => {
  expect((['pay', 'seen', 'confirming', 'paid'] as const).map(stepOf)).toEqual([0, 1, 2, 3]);
  expect(stepOf('expired')).toBeNull();
});
