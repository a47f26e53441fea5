import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { ApiDeps } from '../../api-deps.ts';
import { requireApiKey } from '../../authenticate.ts';
import { acceptJsonBodies } from '../../json-body.ts';
import type { CountFailure } from '../../rate-limit.ts';
import { wewireRoutes } from './routes.ts';

/** WeWire's clients send an `amount` that is a JSON number. */
export const wewire: FastifyPluginAsyncZod<{ deps: ApiDeps; countFailure: CountFailure }> = async (
  app,
  { deps, countFailure },
) => {
  requireApiKey(app, deps.authenticate, countFailure);
  acceptJsonBodies(app, { exactNumbers: true });
  await app.register(wewireRoutes, { deps });
};
