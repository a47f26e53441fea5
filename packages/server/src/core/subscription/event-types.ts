/** What is told of a subscription; each with its whole resource and the version that the change made. */
export const SUBSCRIPTION_EVENT_TYPES = [
  'subscription.created',
  'subscription.renewal_created',
  'subscription.renewed',
  'subscription.past_due',
  'subscription.paused',
  'subscription.resumed',
  'subscription.updated',
  'subscription.canceled',
  'subscription.ended',
] as const;
export type SubscriptionEventType = (typeof SUBSCRIPTION_EVENT_TYPES)[number];
