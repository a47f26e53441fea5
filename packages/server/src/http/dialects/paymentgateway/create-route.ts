import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { answerCreate } from '../../answer-create.ts';
import { ApiError } from '../../errors.ts';
import { inOwnWords } from '../in-own-words.ts';
import { createdCheckout } from './answer-schema.ts';
import { siteUuid } from './checkout-id.ts';
import { toCreateInput } from './input.ts';
import { handles } from './present.ts';
import { type GatewayRouteOptions, NAMES, TAGS } from './route-options.ts';
import { createBody, siteParams } from './schema.ts';

/** One create under both addresses, however its site is spelled. */
const idempotencyRoute = ({ params }: FastifyRequest) =>
  `POST checkouts/${siteUuid((params as { siteId: string }).siteId)}/create`;

/** `POST …/checkouts/{siteId}/create`. */
export const createCheckoutRoute: FastifyPluginAsyncZod<GatewayRouteOptions> = async (app, { deps, idEnding }) => {
  app.post(
    '/checkouts/:siteId/create',
    {
      config: { scope: 'sessions:write', idempotencyRoute },
      schema: {
        tags: TAGS,
        summary: 'Create a checkout on a site',
        operationId: `createSiteCheckout${idEnding}`,
        description: 'Send the customer to `paymentUrl`; notifications go to `ipnUrl`.',
        params: siteParams,
        body: createBody,
        response: { 200: createdCheckout },
      },
    },
    async (request, reply) => {
      const { principal, params, body } = request;
      const siteId = siteUuid(params.siteId);
      if (!(await deps.createSession.findSite(principal.organizationId, siteId))) {
        throw new ApiError('site_not_found', { param: 'siteId' });
      }
      const sessionId = deps.runtime.newId();
      const input = toCreateInput(body, { principal, siteId, sessionId, findUrlFlaw: deps.findUrlFlaw });
      const ipnUrl = 'outcome' in input ? undefined : input.dialectFields?.fields['ipnUrl'];
      // Made with the checkout, so that one that is refused leaves no receiver behind.
      const guard = typeof ipnUrl === 'string' ? await deps.ipnReceiverGuard(principal, ipnUrl) : undefined;
      const guarded = 'outcome' in input || guard === undefined ? input : { ...input, guards: [guard] };
      return inOwnWords(NAMES, () => answerCreate(deps, request, reply, guarded, { status: 200, present: handles }));
    },
  );
};
