import type { Act, SessionStatus } from './facts.ts';

/** What can happen to a session: a fact comes, a reorg takes one away, a network is read further, a person acts. */
export type Happening = 'transfer' | 'confirmation' | 'reorg' | 'watermark' | Act['kind'];

/** The statuses that can follow; `refused` where the act is answered with a conflict and nothing changes. */
type Followers = readonly SessionStatus[] | 'refused';

const NOT_PENDING = { cancel: 'refused', expire: 'refused', extend: 'refused' } as const;

/**
 * Which status can follow which, for every status and everything that can happen to it, one happening at a time. The
 * derivation does not read it: the table is a consequence of the rules, written out, and a property test holds the two
 * together. What a person may do is read from it.
 */
export const TRANSITIONS: Readonly<Record<SessionStatus, Readonly<Record<Happening, Followers>>>> = {
  pending: {
    transfer: ['pending', 'detected', 'underpaid', 'overpaid', 'paid', 'paid_late'],
    confirmation: ['pending', 'paid_late'],
    // Canceled again: what a person had attached is gone.
    reorg: ['pending', 'canceled'],
    watermark: ['pending', 'expired'],
    cancel: ['canceled'],
    expire: ['expired'],
    extend: ['pending'],
    attach: ['pending', 'paid_late'],
    accept: 'refused',
  },
  detected: {
    transfer: ['detected', 'overpaid', 'paid', 'paid_late'],
    confirmation: ['detected', 'underpaid', 'paid', 'paid_late'],
    // Overpaid: a confirmation that had come after grace is gone, and may yet come in time.
    reorg: ['pending', 'detected', 'underpaid', 'overpaid', 'paid_late', 'expired', 'failed'],
    watermark: ['detected', 'underpaid'],
    ...NOT_PENDING,
    attach: ['detected', 'overpaid', 'paid_late'],
    accept: 'refused',
  },
  underpaid: {
    transfer: ['detected', 'underpaid', 'overpaid', 'paid', 'paid_late'],
    confirmation: ['underpaid'],
    reorg: ['pending', 'detected', 'underpaid', 'overpaid', 'expired'],
    watermark: ['underpaid'],
    ...NOT_PENDING,
    attach: ['detected', 'underpaid', 'overpaid', 'paid_late'],
    accept: ['paid', 'paid_late'],
  },
  overpaid: {
    transfer: ['overpaid', 'paid', 'paid_late'],
    confirmation: ['detected', 'underpaid', 'overpaid', 'paid', 'paid_late'],
    reorg: ['pending', 'detected', 'underpaid', 'overpaid', 'paid_late', 'expired', 'failed'],
    watermark: ['detected', 'underpaid', 'overpaid'],
    ...NOT_PENDING,
    attach: ['overpaid', 'paid_late'],
    accept: 'refused',
  },
  paid: {
    transfer: ['paid'],
    confirmation: ['paid'],
    // Deeper than the policy. Not failed where late money covers it, or where what is on time is there unconfirmed.
    reorg: ['detected', 'overpaid', 'paid', 'paid_late', 'failed'],
    watermark: ['paid'],
    ...NOT_PENDING,
    attach: ['paid'],
    accept: 'refused',
  },
  paid_late: {
    // A payment that was on time, found later on a network that lagged.
    transfer: ['detected', 'overpaid', 'paid', 'paid_late'],
    confirmation: ['paid_late'],
    reorg: ['paid_late', 'failed'],
    watermark: ['paid_late'],
    ...NOT_PENDING,
    attach: ['paid_late'],
    accept: 'refused',
  },
  expired: {
    transfer: ['detected', 'underpaid', 'overpaid', 'paid', 'paid_late', 'expired'],
    confirmation: ['paid_late', 'expired'],
    reorg: ['pending', 'expired', 'canceled'],
    watermark: ['expired'],
    ...NOT_PENDING,
    attach: ['paid_late', 'expired'],
    accept: 'refused',
  },
  canceled: {
    transfer: ['canceled'],
    confirmation: ['canceled'],
    reorg: ['canceled'],
    watermark: ['canceled'],
    ...NOT_PENDING,
    attach: ['pending', 'paid_late', 'expired', 'canceled'],
    accept: 'refused',
  },
  failed: {
    // The money came back, or more came.
    transfer: ['detected', 'overpaid', 'paid', 'paid_late', 'failed'],
    confirmation: ['detected', 'overpaid', 'paid', 'paid_late', 'failed'],
    reorg: ['failed'],
    watermark: ['failed'],
    ...NOT_PENDING,
    attach: ['detected', 'overpaid', 'paid_late', 'failed'],
    accept: 'refused',
  },
};
