import type { Dialect } from '../dialect.ts';
import { REFUND_EVENT_TYPES } from '../refund/refund.ts';
import type { SessionEventType } from '../session/tell.ts';
import { SUBSCRIPTION_EVENT_TYPES } from '../subscription/event-types.ts';
import { IPN_EVENT_TYPES } from './ipn.ts';

/** What a session's events can tell: each status, and the three things that happen beside it. */
export const SESSION_EVENT_TYPES = [
  'session.created',
  'session.pending',
  'session.detected',
  'session.underpaid',
  'session.overpaid',
  'session.paid',
  'session.paid_late',
  'session.expired',
  'session.canceled',
  'session.failed',
  'session.extended',
  'session.lapsed',
] as const satisfies readonly SessionEventType[];

/** Money that came and does not count: found, decided about, or gone again. */
export const UNEXPECTED_EVENT_TYPES = [
  'unexpected_transfer.created',
  'unexpected_transfer.attached',
  'unexpected_transfer.refunded',
  'unexpected_transfer.written_off',
  'unexpected_transfer.withdrawn',
] as const;

/** Sent on request to one endpoint alone. */
export const TEST_EVENT_TYPE = 'webhook.test';

/** What an endpoint can subscribe to. */
export const TOLD_EVENT_TYPES = [
  ...SESSION_EVENT_TYPES,
  ...SUBSCRIPTION_EVENT_TYPES,
  ...UNEXPECTED_EVENT_TYPES,
  ...REFUND_EVENT_TYPES,
] as const;

export const EVENT_TYPES = [...TOLD_EVENT_TYPES, ...IPN_EVENT_TYPES, TEST_EVENT_TYPE] as const;

/**
 * To these APIs an underpaid session whose grace is over has expired. They tell `session.lapsed` as they tell
 * `session.expired`, and whoever wants the one there is told the other.
 */
export const DIALECTS_IN_WHICH_LAPSED_IS_EXPIRED: readonly Dialect[] = ['paybytoken', 'radom', 'paymentgateway'];

/** A subscription to every type, those of later versions included. */
export const ALL_EVENTS = '*';
export type Subscription = (typeof TOLD_EVENT_TYPES)[number] | typeof ALL_EVENTS;
