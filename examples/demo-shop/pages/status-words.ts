import type { SessionStatus } from '@opentill/sdk';

export interface StatusWords {
  /** Green only when the money is certain. */
  readonly tone: 'wait' | 'seen' | 'good' | 'bad';
  readonly title: string;
  readonly text: string;
  /** Of ordered, seen, paid: how many are done. */
  readonly stepsDone: 1 | 2 | 3;
  /** What the payment page can still do for the customer. */
  readonly toPay: string | null;
  /** When to look again; undefined: nothing will change. */
  readonly followSeconds?: number;
}

const SOON = 2;
const NOW_AND_THEN = 15;

const WAITING: StatusWords = {
  tone: 'wait',
  title: 'Waiting for your payment',
  text: 'We have not heard of it yet. If you have sent it, there is nothing to do: this page says so as soon as we know.',
  stepsDone: 1,
  toPay: 'Go to the payment',
  followSeconds: SOON,
};

const SEEN: StatusWords = {
  tone: 'seen',
  title: 'Your payment is on its way',
  text: 'We can see it. The network is confirming it now, which takes a moment.',
  stepsDone: 2,
  toPay: null,
  followSeconds: SOON,
};

const PAID: StatusWords = {
  tone: 'good',
  title: 'Paid. Thank you!',
  text: 'Your payment is certain, and your order is being packed.',
  stepsDone: 3,
  toPay: null,
};

/** What a session's status means to the customer, in the shop's words. */
export const WORDS: Readonly<Record<SessionStatus, StatusWords>> = {
  pending: WAITING,
  detected: SEEN,
  underpaid: {
    ...SEEN,
    title: 'A part of it has arrived',
    text: 'It is less than the order costs. The payment page shows what is missing and where to send it.',
    toPay: 'Pay the rest',
  },
  overpaid: {
    ...SEEN,
    text: 'We can see it, and it is more than we asked. Once it is confirmed, write to us about the difference.',
  },
  paid: PAID,
  paid_late: { ...PAID, text: 'Your payment came late, but it came. Your order is being packed.' },
  expired: {
    tone: 'bad',
    title: 'The time to pay is over',
    text: 'Nothing has reached us. If you have already sent it, keep this page: it tells you when it arrives.',
    stepsDone: 1,
    toPay: 'Look at the payment',
    followSeconds: NOW_AND_THEN,
  },
  canceled: {
    tone: 'bad',
    title: 'This order was canceled',
    text: 'Please do not send anything for it. If you have, write to us.',
    stepsDone: 1,
    toPay: null,
  },
  failed: {
    tone: 'bad',
    title: 'Your payment was taken back',
    text: 'The network has undone it, which is rare. Please write to us before you send anything again.',
    stepsDone: 1,
    toPay: null,
    followSeconds: NOW_AND_THEN,
  },
};
