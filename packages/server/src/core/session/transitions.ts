import type { Act, SessionStatus } from './facts.ts';

/** What can happen to a session: a fact comes, a reorg takes one away, a network is read further, a person acts. */
export type Happening = 'transfer' | 'confirmation' | 'reorg' | 'watermark' | Act['kind'];

/** The statuses that can follow; `refused` where the act is answered with a conflict and nothing changes. */
type Followers = readonly SessionStatus[] | 'refused';

const ENDED_BY_PERSON = { cancel: 'refused', expire: 'refused', extend: 'refused' } as const;

/**
 * Which status can follow which, for every status and everything that can happen. The derivation never reads it: it is a
 * consequence of the rules, stated in full, and a property test holds the rules to it. `mayAct` does read it.
 */
export const TRANSITIONS: Readonly<Record<SessionStatus, Readonly<Record<Happening, Followers>>>> = {
  pending: {
    transfer: ['pending', 'detected', 'underpaid', 'overpaid', 'paid', 'paid_late'],
    confirmation: ['pending', 'paid_late'],
    reorg: ['pending', 'expired'],
    watermark: ['pending', 'expired'],
    cancel: ['canceled'],
    expire: ['expired'],
    extend: ['pending'],
    attach: ['pending', 'paid_late'],
    accept: 'refused',
  },
  detected: {
    transfer: ['detected', 'overpaid', 'paid', 'paid_late'],
    confirmation: ['detected', 'paid', 'paid_late', 'underpaid'],
    reorg: ['detected', 'underpaid', 'pending', 'expired'],
    watermark: ['detected', 'underpaid'],
    ...ENDED_BY_PERSON,
    attach: ['detected', 'overpaid', 'paid_late'],
    accept: 'refused',
  },
  underpaid: {
    transfer: ['underpaid', 'detected', 'overpaid', 'paid', 'paid_late'],
    confirmation: ['underpaid', 'paid_late'],
    reorg: ['underpaid', 'pending', 'expired'],
    watermark: ['underpaid'],
    ...ENDED_BY_PERSON,
    attach: ['underpaid', 'detected', 'overpaid', 'paid_late'],
    accept: ['paid', 'paid_late'],
  },
  overpaid: {
    transfer: ['overpaid', 'paid', 'paid_late'],
    confirmation: ['overpaid', 'detected', 'underpaid', 'paid', 'paid_late'],
    reorg: ['overpaid', 'detected', 'underpaid', 'pending', 'expired'],
    watermark: ['overpaid', 'detected', 'underpaid'],
    ...ENDED_BY_PERSON,
    attach: ['overpaid', 'paid_late'],
    accept: 'refused',
  },
  paid: {
    transfer: ['paid'],
    confirmation: ['paid'],
    reorg: ['paid', 'paid_late', 'failed'],
    watermark: ['paid'],
    ...ENDED_BY_PERSON,
    attach: ['paid'],
    accept: 'refused',
  },
  paid_late: {
    // A full payment that was on time, found later on a network that lagged.
    transfer: ['paid_late', 'paid', 'overpaid', 'detected'],
    confirmation: ['paid_late', 'paid'],
    reorg: ['paid_late', 'failed'],
    watermark: ['paid_late'],
    ...ENDED_BY_PERSON,
    attach: ['paid_late'],
    accept: 'refused',
  },
  expired: {
    transfer: ['expired', 'detected', 'underpaid', 'overpaid', 'paid', 'paid_late'],
    confirmation: ['expired', 'paid_late'],
    reorg: ['expired', 'pending'],
    watermark: ['expired'],
    ...ENDED_BY_PERSON,
    attach: ['expired', 'paid_late'],
    accept: 'refused',
  },
  canceled: {
    transfer: ['canceled'],
    confirmation: ['canceled'],
    reorg: ['canceled'],
    watermark: ['canceled'],
    ...ENDED_BY_PERSON,
    attach: ['pending', 'expired', 'paid_late', 'canceled'],
    accept: 'refused',
  },
  failed: {
    transfer: ['failed', 'paid', 'paid_late'],
    confirmation: ['failed', 'paid', 'paid_late'],
    reorg: ['failed'],
    watermark: ['failed'],
    ...ENDED_BY_PERSON,
    attach: ['failed', 'paid_late'],
    accept: 'refused',
  },
};
