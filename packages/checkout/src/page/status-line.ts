import type { Messages } from '../messages/en.ts';
import type { CheckoutView } from '../view.ts';
import { confirmationsOf, isSettled, type Phase } from './phase.ts';

/** The state in one line: shown beside the time, and read out when it changes. */
export function statusLine(view: CheckoutView, phase: Phase, t: Messages): string {
  if (phase === 'confirming') {
    const { n, m } = confirmationsOf(view);
    return t.status.confirming(n, m);
  }
  const { refundStatus, isCanceled } = view.session;
  if (isSettled(phase) && refundStatus) return refundStatus === 'full' ? t.status.refunded : t.status.refunded_partly;
  if (phase === 'paid_late' && isCanceled) return t.status.paid_canceled;
  if (phase === 'underpaid') return t.status.underpaid(view.session.remaining ?? '');
  return t.status[phase];
}
