import type { ResourceContext } from '../core/resource/session-resource.ts';
import { subscriptionResource } from '../core/resource/subscription-resource.ts';
import type { SubscriptionEventType } from '../core/subscription/event-types.ts';
import { type AskedPeriod, type Subscription, statusOf } from '../core/subscription/subscription.ts';
import type { Instant } from '../core/time.ts';
import type { Transaction } from '../store/database.ts';
import { insertEvents } from '../store/events.ts';
import { type SubscriptionKey, updateSubscription } from '../store/subscriptions.ts';
import { eventId } from './event-id.ts';
import type { Runtime } from './runtime.ts';

export interface SubscriptionBooksDeps {
  readonly runtime: Runtime;
  readonly resource: ResourceContext;
}

export const subscriptionKey = ({ organizationId, id }: Subscription): SubscriptionKey => ({
  organizationId,
  subscriptionId: id,
});

/** The moment by which everything about the subscription is decided: its test clock's, where it has one. */
export function nowOf({ runtime }: { readonly runtime: Runtime }, { clockOffsetMs }: Subscription): Instant {
  return runtime.now() + clockOffsetMs;
}

export interface SubscriptionChange {
  readonly subscription: Subscription;
  readonly latest: AskedPeriod | null;
  /** Told in this order, each with a version of its own; none: nothing that is told has changed. */
  readonly told: readonly SubscriptionEventType[];
  /** By the subscription's own clock: look at it again then. Null: only when something happens. */
  readonly nextLookAt: Instant | null;
}

/** Writes the changed row and its events in the caller's transaction, which holds its lock. Returns it as written. */
export async function writeSubscription(
  deps: SubscriptionBooksDeps,
  tx: Transaction,
  { subscription, latest, told, nextLookAt }: SubscriptionChange,
): Promise<Subscription> {
  const written: Subscription = {
    ...subscription,
    status: statusOf(subscription),
    version: subscription.version + told.length,
    updatedAt: told.length === 0 ? subscription.updatedAt : nowOf(deps, subscription),
  };
  await updateSubscription(tx, written, nextLookAt === null ? null : nextLookAt - subscription.clockOffsetMs);
  await tellSubscription(deps, tx, { subscription: written, latest, told });
  return written;
}

/** The last event carries the subscription's version, those before it the ones below. */
export async function tellSubscription(
  { runtime, resource }: SubscriptionBooksDeps,
  tx: Transaction,
  { subscription, latest, told }: Omit<SubscriptionChange, 'nextLookAt'>,
): Promise<void> {
  const first = subscription.version - told.length + 1;
  await insertEvents(
    tx,
    told.map((type, index) => {
      const version = first + index;
      return {
        id: eventId(runtime, version),
        organizationId: subscription.organizationId,
        livemode: subscription.livemode,
        type,
        sessionId: null,
        version,
        data: subscriptionResource({ subscription: { ...subscription, version }, latest }, resource.publicUrl),
        createdAt: runtime.now(),
      };
    }),
  );
}
