import type { CheckoutView } from '../view.ts';
import { counted, isSettled, type Phase } from './phase.ts';
import { safeLink } from './safe-url.ts';

/**
 * Where the shop wants its customer back. Once money has been seen never by the way of whoever gives up: the shop would say
 * that the order was left or canceled.
 */
export function wayBack(view: CheckoutView, phase: Phase): string | null {
  const { successUrl, cancelUrl, returnUrl } = view.session;
  if (isSettled(phase)) return safeLink(successUrl ?? returnUrl);
  return safeLink(hasHadMoney(view, phase) ? returnUrl : (cancelUrl ?? returnUrl));
}

function hasHadMoney(view: CheckoutView, phase: Phase): boolean {
  return phase === 'failed' || counted(view).length > 0 || view.takenBack.length > 0;
}
