import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { ApiDeps } from '../../api-deps.ts';
import { requireApiKey } from '../../authenticate.ts';
import { acceptJsonBodies } from '../../json-body.ts';
import type { CountFailure } from '../../rate-limit.ts';
import { paymentMethodRoutes } from '../../routes/payment-methods/routes.ts';
import { radomRoutes } from './routes.ts';

/** Radom's clients send a `total` that is a JSON number. They ask the canonical API which methods are on offer. */
export const radom: FastifyPluginAsyncZod<{ deps: ApiDeps; countFailure: CountFailure }> = async (
  app,
  { deps, countFailure },
) => {
  requireApiKey(app, deps.authenticate, countFailure);
  acceptJsonBodies(app, { exactNumbers: true });
  await app.register(paymentMethodRoutes, { deps });
  await app.register(radomRoutes, { deps });
};
