import { renewSubscriptions } from '../../operations/renew-subscriptions.ts';
import type { TestApi } from '../test-api.ts';
import type { DocumentedRequest } from './documented-request.ts';

/** What the worker does each second: the session that has completed becomes a subscription. */
async function settle(api: TestApi): Promise<void> {
  await renewSubscriptions({
    ...api.sessions.createDeps,
    store: api.database.store,
    onSubscriptionsChanged: () => {},
    onRefused: () => {},
  });
}

const OF = { id: 'subscription' };

/** A subscription whose first two weeks are free, so that its first session completes at once. */
export const SUBSCRIPTION_REQUESTS: readonly DocumentedRequest[] = [
  { operationId: 'createCheckoutSession', example: 'subscription' },
  { operationId: 'listSubscriptions', arrange: settle, remember: { subscription: 'data.0.id' } },
  { operationId: 'retrieveSubscription', params: OF },
  { operationId: 'updateSubscription', example: 'price', params: OF },
  { operationId: 'updateSubscription', example: 'note', params: OF },
  { operationId: 'pauseSubscription', params: OF },
  { operationId: 'resumeSubscription', params: OF },
  { operationId: 'cancelSubscription', example: 'atPeriodEnd', params: OF },
];
