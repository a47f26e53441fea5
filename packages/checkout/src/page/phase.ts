import type { CheckoutView, RefundedView, TransferView } from '../view.ts';

/** What the customer is looking at: the session's status, refined by what the page must say differently. */
export type Phase =
  | 'pay'
  | 'choose'
  | 'unavailable'
  | 'seen'
  | 'confirming'
  | 'underpaid'
  | 'taken_back'
  | 'overpaid'
  | 'late_confirming'
  | 'closing'
  | 'paid'
  | 'free'
  | 'paid_late'
  | 'expired'
  | 'expired_final'
  | 'expired_partial'
  | 'canceled'
  | 'failed';

export type Tone = 'neutral' | 'amber' | 'green' | 'red';

/** The phase at `nowMs` (epoch milliseconds by the server's clock). */
export function phaseOf(view: CheckoutView, nowMs: number): Phase {
  const { session } = view;
  switch (session.status) {
    case 'pending':
      return pendingPhase(view, nowMs);
    case 'detected':
      return 'confirming';
    case 'underpaid':
      return underpaidPhase(view, nowMs);
    case 'paid':
      return view.transfers.length === 0 && view.methods.length === 0 ? 'free' : 'paid';
    case 'expired':
      return expiredPhase(view, nowMs);
    default:
      return session.status;
  }
}

/** Until the last moment the rest can still be sent; what is open then may still bring it. */
function underpaidPhase(view: CheckoutView, nowMs: number): Phase {
  const ended = nowMs >= Date.parse(view.session.graceEndsAt) || !view.instructions;
  if (ended && !counted(view).some(isOpen)) return 'expired_partial';
  return view.takenBack.length > 0 ? 'taken_back' : 'underpaid';
}

function pendingPhase(view: CheckoutView, nowMs: number): Phase {
  if (counted(view).length > 0) return 'seen';
  if (nowMs >= Date.parse(view.session.expiresAt)) return 'closing';
  if (view.takenBack.length > 0) return 'taken_back';
  if (view.instructions) return 'pay';
  return view.methods.length > 0 ? 'choose' : 'unavailable';
}

function expiredPhase(view: CheckoutView, nowMs: number): Phase {
  if (nowMs >= Date.parse(view.session.graceEndsAt)) return 'expired_final';
  return counted(view).length > 0 ? 'late_confirming' : 'expired';
}

/** The transfers that count towards the total, or will once they are in a block. */
export function counted(view: CheckoutView): readonly TransferView[] {
  return view.transfers.filter((transfer) => transfer.state !== 'unexpected');
}

export function unexpected(view: CheckoutView): readonly TransferView[] {
  return view.transfers.filter((transfer) => transfer.state === 'unexpected');
}

function isOpen(transfer: TransferView): boolean {
  return transfer.state === 'seen' || transfer.state === 'confirming';
}

/** All that goes back, or has gone back: of what counts, and of what does not. */
export function allRefunds({ refunds = [], transfers }: CheckoutView): readonly RefundedView[] {
  return [...refunds, ...transfers.flatMap((transfer) => transfer.refunds ?? [])];
}

/** Changes whenever something has happened to the customer's money: what «nothing new» is measured by. */
export function newsOf(view: CheckoutView): string {
  const { session, transfers, takenBack } = view;
  const arrived = [
    ...transfers.map(({ hash, state, decision }) => `${hash} ${state} ${decision}`),
    ...takenBack.map(({ hash }) => hash),
    ...allRefunds(view).map(({ state, transaction }) => `${state} ${transaction?.hash}`),
  ];
  return [session.status, session.version, ...arrived].join();
}

/** How far the slowest open transfer is; the last confirmed one where none is open. */
export function confirmationsOf(view: CheckoutView): { n: number; m: number } {
  const open = counted(view).filter(isOpen);
  const slowest = open.reduce<TransferView | undefined>(
    (least, next) => (least && missing(least) >= missing(next) ? least : next),
    undefined,
  );
  const shown = slowest ?? counted(view).at(-1);
  const m = shown?.requiredConfirmations ?? view.instructions?.requiredConfirmations ?? 1;
  return { n: Math.min(shown?.confirmations ?? 0, m), m };
}

function missing(transfer: TransferView): number {
  return transfer.requiredConfirmations - transfer.confirmations;
}

/** Whether the page asks for money now. */
export function asksForMoney(phase: Phase): boolean {
  return phase === 'pay' || phase === 'underpaid';
}

/** Whether the money is certain. */
export function isSettled(phase: Phase): boolean {
  return phase === 'paid' || phase === 'paid_late' || phase === 'free';
}

export function toneOf(phase: Phase): Tone {
  if (isSettled(phase)) return 'green';
  if (phase === 'failed') return 'red';
  const amber: readonly Phase[] = [
    'seen',
    'confirming',
    'underpaid',
    'taken_back',
    'overpaid',
    'late_confirming',
    'closing',
  ];
  return amber.includes(phase) ? 'amber' : 'neutral';
}

/** Whether the line of steps, with the time, stands below the payment. */
export function hasStatus(phase: Phase): boolean {
  return stepOf(phase) !== null && !isSettled(phase);
}

/** The line of steps: which of waiting (0), seen (1), confirming (2), paid (3) is the current one; null where it makes no sense. */
export function stepOf(phase: Phase): number | null {
  switch (phase) {
    case 'pay':
    case 'choose':
    case 'taken_back':
    case 'closing':
      return 0;
    case 'seen':
    case 'underpaid':
      return 1;
    case 'confirming':
    case 'overpaid':
    case 'late_confirming':
      return 2;
    case 'paid':
    case 'paid_late':
      return 3;
    default:
      return null;
  }
}
