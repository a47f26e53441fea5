import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { simulateSession } from '../../../operations/simulate-session.ts';
import { accepted } from '../../answer.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { answerIdempotently } from '../../idempotency.ts';
import { sessionUuid } from '../checkout-sessions/routes.ts';
import { idParams } from '../field-types.ts';
import { testClockRoutes } from './clock-routes.ts';
import { payBody, simulatedPayment } from './schema.ts';

/** Real transactions on the devnet, for a developer's tests. A live key never gets here. */
export const testRoutes: FastifyPluginAsyncZod<{ deps: ApiDeps }> = async (app, { deps }) => {
  await app.register(testClockRoutes, { deps });

  app.post(
    '/test/checkout_sessions/:id/pay',
    {
      config: { scope: 'test:write' },
      schema: {
        tags: ['Test mode'],
        summary: 'Pay a session on the devnet',
        operationId: 'payTestCheckoutSession',
        description: 'Sends real devnet transactions: what follows comes from the chain, as it would in live mode.',
        params: idParams,
        body: payBody,
        response: { 200: simulatedPayment },
      },
    },
    async (request, reply) => {
      const { simulate } = deps;
      if (request.principal.livemode || simulate === null) throw new ApiError('test_mode_only');
      const id = sessionUuid(request.params.id);
      const { scenario, method } = request.body ?? { scenario: 'exact' };
      // The record's transaction waits for the devnet, and no other row is locked: a repeat must not pay twice.
      return answerIdempotently(deps, request, reply, async (tx) => {
        const within = { ...simulate, store: tx };
        const { transactions } = accepted(await simulateSession(within, request.principal, id, { scenario, method }));
        return { status: 200, body: { object: 'simulated_payment', scenario, transactions } };
      });
    },
  );
};
