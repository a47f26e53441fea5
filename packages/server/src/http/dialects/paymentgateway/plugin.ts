import type { FastifyInstance } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { FindUrlFlaw } from '../../../core/webhook/outgoing.ts';
import { createIpnReceivers } from '../../../operations/ipn-receivers.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requireApiKey } from '../../authenticate.ts';
import { answerErrors } from '../../error-handler.ts';
import { errorBody } from '../../errors.ts';
import { acceptJsonBodies } from '../../json-body.ts';
import type { CountFailure } from '../../rate-limit.ts';
import { createCheckoutRoute } from './create-route.ts';
import { readCheckoutRoutes } from './read-routes.ts';
import type { GatewayDeps } from './route-options.ts';
import { updateCheckoutRoute } from './update-route.ts';

interface GatewayOptions {
  readonly deps: ApiDeps;
  readonly webhooks: { readonly findUrlFlaw: FindUrlFlaw };
  readonly countFailure: CountFailure;
}

/** payment-gateway.app's checkouts, under `/v1` and under `/api/v1`: the same handlers, and one memory of receivers. */
export async function paymentGateway(app: FastifyInstance, options: GatewayOptions): Promise<void> {
  const { webhooks, countFailure } = options;
  const findUrlFlaw: FindUrlFlaw = (url, rules) => webhooks.findUrlFlaw(url, rules);
  const deps = { ...options.deps, findUrlFlaw, ipnReceiverGuard: createIpnReceivers(options.deps) };
  // The rest of `/v1` is another API's, with errors in its own shape.
  await app.register(async (unknown) => answerErrors(unknown, errorBody), { prefix: '/v1/checkouts' });
  await app.register(mount, { prefix: '/v1', deps, countFailure, idEnding: '' });
  await app.register(mount, { prefix: '/api/v1', deps, countFailure, idEnding: 'UnderApi' });
}

/** Amounts are JSON numbers, read from their own text. */
const mount: FastifyPluginAsyncZod<{ deps: GatewayDeps; countFailure: CountFailure; idEnding: string }> = async (
  app,
  { deps, countFailure, idEnding },
) => {
  requireApiKey(app, deps.authenticate, countFailure);
  acceptJsonBodies(app, { exactNumbers: true });
  await app.register(createCheckoutRoute, { deps, idEnding });
  await app.register(readCheckoutRoutes, { deps, idEnding });
  await app.register(updateCheckoutRoute, { deps, idEnding });
};
