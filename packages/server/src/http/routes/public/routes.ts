import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { publicSession } from '../../../core/resource/public-session.ts';
import { sessionResource } from '../../../core/resource/session-resource.ts';
import { viewSessions } from '../../../operations/view-sessions.ts';
import { findSession } from '../../../store/sessions.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requireApiKey } from '../../authenticate.ts';
import { ApiError } from '../../errors.ts';
import type { CountFailure } from '../../rate-limit.ts';
import { sessionUuid } from '../checkout-sessions/routes.ts';
import { idParams } from '../field-types.ts';
import { allowAnyOrigin, answerPreflight } from './cors.ts';
import { publicSessionObject } from './schema.ts';

const PATH = '/public/checkout_sessions/:id';

/** What a web page asks with a publishable key: the one part of the API that scripts of other pages may read. */
export const publicRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps; countFailure: CountFailure }> = async (
  app,
  { deps, countFailure },
) => {
  allowAnyOrigin(app);
  answerPreflight(app, PATH, 'GET');
  await app.register(keyed, { deps, countFailure });
};

const keyed: FastifyPluginAsyncZod<{ deps: ApiDeps; countFailure: CountFailure }> = async (
  app,
  { deps, countFailure },
) => {
  requireApiKey(app, deps.authenticate, countFailure);
  app.get(
    PATH,
    {
      config: { scope: 'public' },
      schema: {
        tags: ['Checkout sessions'],
        summary: 'Retrieve the public view of a session',
        operationId: 'retrievePublicCheckoutSession',
        description:
          'For web pages, with a publishable key (`pk_test_…`); a secret key works too. Status, amounts, offers, address and deadlines: nothing about the customer, no metadata, no transfers. Scripts of any origin may call it.',
        params: idParams,
        response: { 200: publicSessionObject },
      },
    },
    async (request, reply) => {
      const session = await findSession(deps.store, request.principal, sessionUuid(request.params.id));
      if (!session) throw new ApiError('session_not_found');
      const [view] = await viewSessions(deps.store, [session], deps.runtime.now());
      reply.header('cache-control', 'no-store');
      return publicSession(sessionResource(view!, deps.resource));
    },
  );
};
