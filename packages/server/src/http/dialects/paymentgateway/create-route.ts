import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { accepted } from '../../answer.ts';
import { answerCreate } from '../../answer-create.ts';
import { ApiError } from '../../errors.ts';
import { inOwnWords } from '../in-own-words.ts';
import { createdCheckout } from './answer-schema.ts';
import { siteUuid } from './checkout-id.ts';
import { toCreateInput } from './input.ts';
import { handles } from './present.ts';
import { type GatewayRouteOptions, NAMES, TAGS } from './route-options.ts';
import { createBody, siteParams } from './schema.ts';

/** `POST …/checkouts/{siteId}/create`. */
export const createCheckoutRoute: FastifyPluginAsyncZod<GatewayRouteOptions> = async (app, { deps, idEnding }) => {
  app.post(
    '/checkouts/:siteId/create',
    {
      config: { scope: 'sessions:write' },
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
      const refusal = typeof ipnUrl === 'string' ? await deps.ensureIpnReceiver(principal, ipnUrl) : undefined;
      if (refusal) throw accepted<never>(refusal);
      return inOwnWords(NAMES, () => answerCreate(deps, request, reply, input, { status: 200, present: handles }));
    },
  );
};
