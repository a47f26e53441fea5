import type { CheckoutView } from '../view.ts';
import type { Phase } from './phase.ts';

const AFTER_TIME = ['late', 'wrong_token'];
const AFTER_GRACE = ['exact', 'wrong_token'];

/** What of the server's scenarios can be played now, the most telling first; nothing where no money can come. */
export function playable({ scenarios, methods }: CheckoutView, phase: Phase): readonly string[] {
  if (methods.length === 0) return [];
  const wanted = SENSIBLE[phase];
  return wanted === undefined ? scenarios : wanted.filter((scenario) => scenarios.includes(scenario));
}

const SENSIBLE: Partial<Record<Phase, readonly string[]>> = {
  closing: AFTER_TIME,
  expired: AFTER_TIME,
  // «Late» is over with the grace: what comes now is unexpected.
  expired_final: AFTER_GRACE,
  expired_partial: AFTER_GRACE,
  canceled: AFTER_GRACE,
};
