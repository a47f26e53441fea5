import type { Messages } from '../messages/en.ts';
import type { CheckoutView } from '../view.ts';
import { type Phase, phaseOf } from './phase.ts';
import { statusLine } from './status-line.ts';

/** What the tab says: the customer is in another one, at their wallet or exchange. Whom one pays, until there is news. */
export function pageTitle(view: CheckoutView, t: Messages, phase: Phase = phaseOf(view, Date.parse(view.serverTime))) {
  const { name } = view.merchant;
  return phase === 'pay' || phase === 'choose' ? t.title(name) : t.titleNow(statusLine(view, phase, t), name);
}
