import type { SessionStatus } from '../session/facts.ts';

/** What a session's events can tell: each status, and the two things that happen beside it. */
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
] as const satisfies readonly `session.${SessionStatus | 'created' | 'extended'}`[];
export type SessionEventType = (typeof SESSION_EVENT_TYPES)[number];

/** Sent on request to one endpoint alone. */
export const TEST_EVENT_TYPE = 'webhook.test';

export const EVENT_TYPES = [...SESSION_EVENT_TYPES, TEST_EVENT_TYPE] as const;

/** A subscription to every type, those of later versions included. */
export const ALL_EVENTS = '*';
export type Subscription = SessionEventType | typeof ALL_EVENTS;
