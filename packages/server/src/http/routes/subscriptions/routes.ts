import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { subscriptionResource } from '../../../core/resource/subscription-resource.ts';
import { keepPromise } from '../../../operations/promise-subscription.ts';
import { findLatestPeriod, findLatestPeriods } from '../../../store/subscription-periods.ts';
import { findSubscription, listSubscriptions } from '../../../store/subscriptions.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { listPage } from '../../pagination.ts';
import { idParams } from '../field-types.ts';
import { idFilter, pageOf } from '../page-of.ts';
import { subscriptionActRoutes } from './act-routes.ts';
import { READ, subscriptionUuid, TAGS } from './parts.ts';
import { subscriptionList, subscriptionListQuery, subscriptionObject } from './schema.ts';

/** `/api/v1/subscriptions`. They are made by completed sessions, never by this API. */
export const subscriptionRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  const publicUrl = () => deps.resource.publicUrl;

  // Its session names it from the moment that tells it paid: from then on it is there, whatever the worker is at.
  app.addHook('preHandler', async ({ params, principal }) => {
    const id = fromPublicId('subscription', (params as { readonly id?: string }).id ?? '');
    if (id === undefined) return;
    if (await keepPromise({ ...deps.createSession, store: deps.store }, principal, id)) deps.wake.emit('outbox', null);
  });

  app.get(
    '/subscriptions',
    {
      config: READ,
      schema: {
        tags: TAGS,
        summary: 'List subscriptions',
        operationId: 'listSubscriptions',
        description: 'Newest first. Their sessions: `GET /checkout_sessions?subscriptionId=…`.',
        querystring: subscriptionListQuery,
        response: { 200: subscriptionList },
      },
    },
    async ({ query, principal }) => {
      const filters = { ...query, customerId: idFilter('customer', 'customerId', query.customerId) };
      const rows = await listSubscriptions(deps.store, principal, filters, pageOf('subscription', query));
      const latest = await findLatestPeriods(deps.store, principal.organizationId, rows);
      return listPage(
        rows.map((row) => subscriptionResource({ subscription: row, latest: latest.get(row.id) ?? null }, publicUrl())),
        query.limit,
      );
    },
  );

  app.get(
    '/subscriptions/:id',
    {
      config: READ,
      schema: {
        tags: TAGS,
        summary: 'Retrieve a subscription',
        operationId: 'retrieveSubscription',
        description: 'As it is now, with the newest period that was asked.',
        params: idParams,
        response: { 200: subscriptionObject },
      },
    },
    async ({ params, principal }) => {
      const subscription = await findSubscription(deps.store, principal, subscriptionUuid(params.id));
      if (!subscription) throw new ApiError('subscription_not_found');
      return subscriptionResource(
        { subscription, latest: await findLatestPeriod(deps.store, subscription) },
        publicUrl(),
      );
    },
  );

  await app.register(subscriptionActRoutes, { deps });
};
