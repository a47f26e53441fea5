import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { requireApiKey } from '../../authenticate.ts';
import { answerErrors } from '../../error-handler.ts';
import type { CountFailure } from '../../rate-limit.ts';
import type { WebhookRouteDeps } from '../../routes/webhook-endpoints/route-deps.ts';
import type { PayByTokenDeps } from './context.ts';
import { endpointRoutes } from './endpoint-routes.ts';
import { errorBody } from './errors.ts';
import { eventRoutes } from './event-routes.ts';
import { intentRoutes } from './intent-routes.ts';
import { sessionRoutes } from './session-routes.ts';

export interface PayByTokenOptions {
  readonly deps: PayByTokenDeps & { readonly webhooks: WebhookRouteDeps };
  readonly countFailure: CountFailure;
}

/** The API of PayByToken (seed 001), under `/v1`: snake_case in and out, also in its errors. */
export const payByToken: FastifyPluginAsync<PayByTokenOptions> = async (app, { deps, countFailure }) => {
  answerErrors(app as FastifyInstance, errorBody);
  await app.register(keyedRoutes, { deps, countFailure });
};

const keyedRoutes: FastifyPluginAsync<PayByTokenOptions> = async (app, { deps, countFailure }) => {
  requireApiKey(app as FastifyInstance, deps.authenticate, countFailure);
  await app.register(sessionRoutes, { deps });
  await app.register(intentRoutes, { deps });
  await app.register(eventRoutes, { deps });
  await app.register(endpointRoutes, { deps: deps.webhooks });
};
