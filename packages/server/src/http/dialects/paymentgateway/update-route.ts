import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { sessionResource } from '../../../core/resource/session-resource.ts';
import type { Session } from '../../../core/session/session.ts';
import { updateSessionDetails } from '../../../operations/update-session-details.ts';
import { retriedTransaction } from '../../../store/retried-transaction.ts';
import { accepted } from '../../answer.ts';
import { checkoutObject } from './answer-schema.ts';
import { changeOf } from './change.ts';
import { checkoutUuid } from './checkout-id.ts';
import { checkout } from './present.ts';
import { type GatewayRouteOptions, TAGS } from './route-options.ts';
import { checkoutParams, updateBody } from './schema.ts';
import { readUrls } from './urls.ts';

/** `PATCH …/checkouts/{id}`: what is harmless, as long as the checkout waits for its payment. */
export const updateCheckoutRoute: FastifyPluginAsyncZod<GatewayRouteOptions> = async (app, { deps, idEnding }) => {
  app.patch(
    '/checkouts/:id',
    {
      config: { scope: 'sessions:write' },
      schema: {
        tags: TAGS,
        summary: 'Update a checkout of a site',
        operationId: `updateSiteCheckout${idEnding}`,
        description:
          'Changes the fields that are given, of a checkout that waits for its payment; null takes one away. Answers 409 and changes nothing once a payment has been seen or the checkout has ended.',
        params: checkoutParams,
        body: updateBody,
        response: { 200: checkoutObject },
      },
    },
    async ({ params, principal, body }) => {
      const id = checkoutUuid(params.id);
      const urls = readUrls(deps.findUrlFlaw, principal, body, toPublicId('session', id));
      if ('outcome' in urls) throw accepted<never>(urls);
      const change = (session: Session) => changeOf(body, urls, session);
      const receiver = urls.ipnUrl == null ? undefined : await deps.ipnReceiverGuard(principal, urls.ipnUrl);
      const guards = receiver === undefined ? [] : [receiver];
      // Thrown inside, so that a change that is refused leaves no receiver behind.
      const { view } = await retriedTransaction(deps.store, async (tx) =>
        accepted(await updateSessionDetails(deps, tx, principal, id, change, guards)),
      );
      deps.wake.emit('session', id);
      return checkout(sessionResource(view, deps.resource));
    },
  );
};
