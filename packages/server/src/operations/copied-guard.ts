import { isDeepStrictEqual } from 'node:util';
import { detailsOf } from '../core/session/details.ts';
import type { Session } from '../core/session/session.ts';
import type { Subscription } from '../core/subscription/subscription.ts';
import { lockSessions } from '../store/sessions.ts';
import { lockSubscription } from '../store/subscriptions.ts';
import { type Refusal, refuse } from './refusal.ts';
import { subscriptionKey } from './subscription-books.ts';
import { keyOf } from './view-sessions.ts';
import type { SessionGuard } from './write-guarded-session.ts';

/**
 * Guards a session that the server makes of another: what was copied must still be there when the copy is written, or else
 * the copy would bring back what an erasure took out in between. One that comes later waits, and finds the copy.
 */
export const sessionSaysSo =
  (copied: Session): SessionGuard =>
  async (tx) => {
    const [held] = await lockSessions(tx, [keyOf(copied)]);
    return isDeepStrictEqual(held && detailsOf(held), detailsOf(copied)) ? undefined : changedMeanwhile();
  };

/** The same, of what renewals copy from their subscription. It is locked before any of its sessions. */
export const subscriptionSaysSo =
  (copied: Subscription): SessionGuard =>
  async (tx) => {
    const held = await lockSubscription(tx, subscriptionKey(copied));
    return isDeepStrictEqual(held && copiedFrom(held), copiedFrom(copied)) ? undefined : changedMeanwhile();
  };

const copiedFrom = ({ description, lineItems, metadata, customerId, customerEmail }: Subscription) => ({
  description,
  lineItems,
  metadata,
  customerId,
  customerEmail,
});

const changedMeanwhile = (): Refusal =>
  refuse('restart_not_allowed', 'What is copied was changed at this moment. Nothing was created; try again.');
