import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { requireApiKey } from '../../authenticate.ts';
import { answerErrors } from '../../error-handler.ts';
import type { CountFailure } from '../../rate-limit.ts';
import type { PayByTokenDeps } from './context.ts';
import { errorBody } from './errors.ts';
import { sessionRoutes } from './session-routes.ts';

export interface PayByTokenOptions {
  readonly deps: PayByTokenDeps;
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
};
